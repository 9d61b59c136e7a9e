(** Shortcut connections, Stage I and Stage II: gradient descent on the reduced map finds the teacher, for every
    number k of patches and every dimension, from every start that the shortcut prior and the ball allow.

    Write b for the teacher's second layer, a for the student's, s and t for the sums of the entries of a and b. The
    reduced map has the state [sum] u = t s - t^2, [product] r = the inner product of a and b, and [angle] phi, the
    angle between the two filters; n is the square of b's length and sq = t^2. The step sizes of a and w are [ea] and
    [ew]; the schedule takes [ew1] for T steps and [ew2] from then on. Estimates are the claims of
    proofs/, by their names. *)

Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
From Lemmabox Require K1.
From Lemmabox Require K1_above_1.
From Lemmabox Require K3.
From Lemmabox Require I1.
From Lemmabox Require L5_start.
From Lemmabox Require S2.
From Lemmabox Require L5_lower.
From Lemmabox Require L5_upper.
From Lemmabox Require S1_gap.
From Lemmabox Require S3_force.
From Lemmabox Require S3.
From Lemmabox Require S3_step.
From Lemmabox Require S4_level.
From Lemmabox Require S4_approach.
From Lemmabox Require E1_upper.
From Lemmabox Require E2_no_overshoot.
From Lemmabox Require E2_force.
From Lemmabox Require E2_arctan.
From Lemmabox Require E2_step_size.
From Lemmabox Require E2_two_pi.
From Lemmabox Require E2.
Local Open Scope R_scope.

Definition g (phi : R) : R := (PI - phi) * cos phi + sin phi.

Record state := State { sum : R; product : R; angle : R }.

(** One step of gradient descent, normalisation included. *)
Definition step (k n sq ea ew : R) (x : state) : state :=
  State
    ((1 - ea * (k + PI - 1) / (2 * PI)) * sum x - ea * (PI - g (angle x)) * sq / (2 * PI))
    ((1 - ea * (PI - 1) / (2 * PI)) * product x + ea / (2 * PI) * ((g (angle x) - 1) * n - sum x))
    (Rabs (angle x - atan (ew * product x * (PI - angle x) * sin (angle x) / (2 * PI)))).

(** Steps with a schedule of [ew]. *)
Fixpoint run (k n sq ea : R) (ew : nat -> R) (x : state) (t : nat) : state :=
  match t with
  | O => x
  | S t => step k n sq ea (ew t) (run k n sq ea ew x t)
  end.

Definition schedule (T : nat) (ew1 ew2 : R) (t : nat) : R := if Nat.ltb t T then ew1 else ew2.

Lemma pi_bounds : 3.14 < PI < 3.15.
Proof. split; natural. Qed.

(** g falls (the sign of the derivative is K2_falls). *)
Lemma g_falls a b : 0 <= a -> a <= b -> b <= PI -> g b <= g a.
Proof.
  intros Ha Hab Hb. destruct (Rle_lt_or_eq_dec a b Hab) as [H| <-]; [|apply Rle_refl].
  destruct (mean_value g (fun t => - (PI - t) * sin t) a b H) as [c [Hc E]].
  - intros t _. unfold g. auto_derive; [exact I | ring].
  - assert (0 <= sin c) by (apply sin_ge_0; lra).
    assert (0 <= (PI - c) * sin c) by (apply Rmult_le_pos; lra).
    assert (0 <= (PI - c) * sin c * (b - a)) by (apply Rmult_le_pos; lra).
    nra.
Qed.

Lemma exp_power y T : exp y ^ T = exp (y * INR T).
Proof.
  induction T as [|T IH]; [simpl; now rewrite Rmult_0_r, exp_0|].
  rewrite S_INR. cbn [pow]. rewrite IH, <- exp_plus. f_equal. ring.
Qed.

(** A sequence driven by a geometric one falls geometrically. *)
Lemma driven (x : nat -> R) a b l : 0 <= a < 1 -> 0 <= l < 1 -> 0 <= b ->
  (forall j, x (S j) <= a * x j + b * l ^ j) ->
  exists C nu, 0 <= C /\ 0 <= nu < 1 /\ l <= nu /\ forall j, x j <= C * nu ^ j.
Proof.
  intros Ha Hl Hb Hx.
  set (nu := (1 + Rmax a l) / 2).
  assert (Hm : Rmax a l < 1) by (apply Rmax_lub_lt; lra).
  pose proof (Rmax_l a l) as H1. pose proof (Rmax_r a l) as H2.
  assert (Hnu : 0 <= nu < 1) by (unfold nu; lra).
  assert (Hd : 0 < nu - a) by (unfold nu; lra).
  assert (Hl' : l <= nu) by (unfold nu; lra).
  set (C := Rmax 0 (x O) + b / (nu - a)).
  assert (Hq : 0 <= b / (nu - a)).
  { unfold Rdiv. apply Rmult_le_pos; [lra|]. left. now apply Rinv_0_lt_compat. }
  pose proof (Rmax_l 0 (x O)) as H3. pose proof (Rmax_r 0 (x O)) as H4.
  assert (HC : b <= (nu - a) * C).
  { replace b with ((nu - a) * (b / (nu - a))) at 1 by (field; lra).
    apply Rmult_le_compat_l; [lra|]. unfold C. lra. }
  exists C, nu. repeat split; try lra; [unfold C; lra|].
  induction j as [|j IH].
  - simpl. unfold C. lra.
  - apply Rle_trans with (1 := Hx j). simpl.
    assert (Hp : 0 <= nu ^ j) by (apply pow_le; lra).
    assert (Hpl : l ^ j <= nu ^ j) by (apply pow_incr; lra).
    assert (a * x j <= a * (C * nu ^ j)) by (apply Rmult_le_compat_l; lra).
    assert (b * l ^ j <= b * nu ^ j) by (apply Rmult_le_compat_l; lra).
    assert (b * nu ^ j <= (nu - a) * C * nu ^ j) by (apply Rmult_le_compat_r; lra).
    nra.
Qed.

Section Map.

Context (k n sq ea : R) (Hk : 1 <= k) (Hn : 0 < n) (Hsq : 0 <= sq) (Hsk : sq <= k * n)
  (Hea : 0 < ea) (Hstep : ea <= 2 * PI / (k + PI - 1)).

Let rho := 1 - ea * (PI - 1) / (2 * PI).
Let M := n + 2 * sq / (PI - 1).
Let m := (g (5 * PI / 12) - 1) * n / (PI - 1).
Let F := 9099 / 5000.

Lemma step_bound : ea * (k + PI - 1) <= 2 * PI.
Proof.
  pose proof pi_bounds as Hpi.
  replace (2 * PI) with (2 * PI / (k + PI - 1) * (k + PI - 1)) by (field; lra).
  apply Rmult_le_compat_r; lra.
Qed.

Lemma fraction_bounds x : 0 < x <= k + PI - 1 -> 0 < ea * x / (2 * PI) <= 1.
Proof.
  intros Hx. pose proof pi_bounds as Hpi. pose proof step_bound as Hsb.
  assert (0 < ea * x) by (apply Rmult_lt_0_compat; lra).
  assert (ea * x <= ea * (k + PI - 1)) by (apply Rmult_le_compat_l; lra).
  split; [apply Rdiv_lt_0_compat; lra|].
  apply Rmult_le_reg_r with (2 * PI); [lra|].
  replace (ea * x / (2 * PI) * (2 * PI)) with (ea * x) by (field; lra). lra.
Qed.

Lemma rho_bounds : 0 <= rho < 1.
Proof. pose proof pi_bounds as Hpi. pose proof (fraction_bounds (PI - 1)) as Hfr. unfold rho. lra. Qed.

Lemma level_bounds : 411 / 2000 * n < m.
Proof.
  destruct S4_level.S4_level as [[_ H] _]. unfold m. pose proof pi_bounds as Hpi.
  replace ((g (5 * PI / 12) - 1) * n / (PI - 1)) with ((g (5 * PI / 12) - 1) / (PI - 1) * n)
    by (field; lra).
  apply Rmult_lt_compat_r; [exact Hn | exact H].
Qed.

Lemma M_bounds : n <= M /\ M * (PI - 1) <= n * (2 * (k + PI - 1)).
Proof.
  pose proof pi_bounds as Hpi. unfold M. split.
  - assert (0 <= 2 * sq / (PI - 1)); [|lra].
    unfold Rdiv. apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat. lra.
  - replace ((n + 2 * sq / (PI - 1)) * (PI - 1)) with (n * (PI - 1) + 2 * sq) by (field; lra). nra.
Qed.

(** What no step size of w can spoil. *)
Definition bounded_sum (x : state) := (-2) * sq <= sum x /\ sum x <= 0.

Lemma sum_stays ew x : 0 <= angle x <= PI -> bounded_sum x -> bounded_sum (step k n sq ea ew x).
Proof.
  intros [H0 H1] Hu. split.
  - destruct (L5_lower.L5_lower k (angle x) sq ea (sum x) Hk H0 H1 Hsq Hea (fun _ => Hstep) Hu) as [_ H].
    apply Rge_le. exact H.
  - destruct (L5_upper.L5_upper k (angle x) sq ea (sum x) Hk H0 H1 Hsq Hea (fun _ => Hstep) Hu) as [_ H].
    exact H.
Qed.

Lemma product_below ew x : 0 <= angle x <= PI -> bounded_sum x -> product x <= M ->
  product (step k n sq ea ew x) <= M.
Proof.
  intros [H0 H1] [Hu0 Hu1] Hr. destruct (K1.K1 (angle x) H0 H1) as [G0 G1].
  destruct (E1_upper.E1_upper k n sq (product x) (sum x) ea (g (angle x)) Hk (Rlt_le _ _ Hn) Hsq Hu1 Hea G0 G1
    (fun _ => Hstep) (fun _ => Hr) (Rle_ge _ _ Hu0)) as [_ [_ H]].
  exact H.
Qed.

Lemma product_above ew x : 0 <= angle x <= PI / 2 -> bounded_sum x -> product x <= 0 ->
  rho * product x <= product (step k n sq ea ew x).
Proof.
  intros [H0 H1] [_ Hu] Hr.
  destruct (S1_gap.S1_gap (product x) n (sum x) ea (angle x) Hr (Rlt_le _ _ Hn) Hu Hea H0 H1) as [_ H].
  apply Rge_le. exact H.
Qed.

Lemma product_grows ew x : 0 <= angle x <= 5 * PI / 12 -> bounded_sum x ->
  rho * (product x - m) <= product (step k n sq ea ew x) - m.
Proof.
  intros [H0 H1] [_ Hu]. pose proof pi_bounds as Hpi.
  assert (G : g (angle x) >= g (5 * PI / 12)) by (apply Rle_ge, g_falls; lra).
  destruct (S4_approach.S4_approach (product x) n (sum x) ea (g (angle x)) (Rlt_le _ _ Hn) Hu Hea G)
    as [_ [_ H]].
  apply Rge_le in H. unfold rho, m, step; cbn [product]. fold (g (5 * PI / 12)) in H.
  replace (ea * (PI - 1) / (2 * PI)) with (ea * ((PI - 1) / (2 * PI))) by (field; lra).
  exact H.
Qed.

(** The angle. *)
Definition turn (ew : R) (x : state) := ew * product x * (PI - angle x) * sin (angle x) / (2 * PI).

Lemma force_bounds x : 0 <= angle x <= PI -> 0 <= (PI - angle x) * sin (angle x) <= F.
Proof.
  intros [H0 H1]. split.
  - apply Rmult_le_pos; [lra|]. now apply sin_ge_0.
  - now apply S3_force.S3_force.
Qed.

Lemma turn_scaled ew x : turn ew x = ew * product x * ((PI - angle x) * sin (angle x)) / (2 * PI).
Proof. unfold turn, Rdiv. ring. Qed.

Lemma turn_back ew x : 0 < ew -> ew * M <= 2 -> 0 <= angle x <= PI -> 0 <= product x <= M ->
  0 <= turn ew x <= angle x.
Proof.
  intros Hew HM Ha Hr. pose proof pi_bounds as Hpi. pose proof M_bounds as [HnM _]. split.
  - rewrite turn_scaled. pose proof (force_bounds x Ha) as Hfb.
    apply Rmult_le_pos; [|left; apply Rinv_0_lt_compat; lra].
    apply Rmult_le_pos; [apply Rmult_le_pos|]; lra.
  - destruct (E2_no_overshoot.E2_no_overshoot (angle x) (product x) M ew (proj1 Ha) (proj2 Ha) (proj1 Hr))
      as [_ H]; try lra. exact H.
Qed.

Lemma atan_nonneg y : 0 <= y -> 0 <= atan y.
Proof.
  intros H. destruct (Rle_lt_or_eq_dec 0 y H) as [H1| <-]; [|rewrite atan_0; lra].
  left. rewrite <- atan_0. now apply atan_increasing.
Qed.

Lemma angle_back ew x : 0 < ew -> ew * M <= 2 -> 0 <= angle x <= PI -> 0 <= product x <= M ->
  angle (step k n sq ea ew x) = angle x - atan (turn ew x) /\ 0 <= angle x - atan (turn ew x) <= angle x.
Proof.
  intros Hew HM Ha Hr. pose proof (turn_back ew x Hew HM Ha Hr) as [H0 H1].
  pose proof (S3_step.S3_step _ H0) as H2. pose proof (atan_nonneg _ H0) as H3.
  split; [|lra]. unfold step; cbn [angle]. fold (turn ew x). apply Rabs_pos_eq. lra.
Qed.

Lemma angle_drift ew x b : 0 < ew -> ew * M <= 2 -> 0 <= angle x <= PI -> - b <= product x <= M -> 0 <= b ->
  0 <= angle (step k n sq ea ew x) <= angle x + ew * b * F / (2 * PI).
Proof.
  intros Hew HM Ha [Hr Hr'] Hb. pose proof pi_bounds as Hpi.
  assert (HF : 0 < F) by (unfold F; lra).
  split; [apply Rabs_pos|].
  assert (Hd : 0 <= ew * b * F / (2 * PI)).
  { apply Rmult_le_pos; [|left; apply Rinv_0_lt_compat; lra].
    apply Rmult_le_pos; [apply Rmult_le_pos|]; lra. }
  destruct (Rle_or_lt 0 (product x)) as [H0|H0].
  - destruct (angle_back ew x Hew HM Ha) as [E B]; [lra|]. rewrite E. lra.
  - pose proof (force_bounds x Ha) as [F0 F1].
    assert (Hy : - turn ew x = ew * (- product x) * ((PI - angle x) * sin (angle x)) / (2 * PI))
      by (rewrite turn_scaled; unfold Rdiv; ring).
    assert (Hq : 0 <= ew * - product x) by (apply Rmult_le_pos; lra).
    assert (Y0 : 0 <= - turn ew x).
    { rewrite Hy. apply Rmult_le_pos; [|left; apply Rinv_0_lt_compat; lra]. apply Rmult_le_pos; lra. }
    assert (Y1 : - turn ew x <= ew * b * F / (2 * PI)).
    { rewrite Hy. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|].
      apply Rmult_le_compat; try lra. apply Rmult_le_compat_l; lra. }
    pose proof (S3_step.S3_step _ Y0) as H2. pose proof (atan_nonneg _ Y0) as H3. rewrite atan_opp in H2, H3.
    unfold step; cbn [angle]. fold (turn ew x). rewrite Rabs_pos_eq; lra.
Qed.

(** ** Stage I *)

Section StageI.

Context (ew : R) (Hew : 0 < ew) (Hsmall : ew <= 3 / 10 * ea / n).

(** A step of Stage I is one that Stage II allows as well. *)
Lemma small_enough : ew * M <= 2.
Proof.
  pose proof pi_bounds as Hpi. pose proof step_bound as Hb. pose proof M_bounds as [H0 H1].
  assert (H2 : ew * n <= 3 / 10 * ea).
  { replace (3 / 10 * ea) with (3 / 10 * ea / n * n) by (field; lra). apply Rmult_le_compat_r; lra. }
  apply Rmult_le_reg_r with (PI - 1); [lra|].
  assert (H3 : ew * (M * (PI - 1)) <= ew * (n * (2 * (k + PI - 1)))) by (apply Rmult_le_compat_l; lra).
  assert (H4 : ew * n * (k + PI - 1) <= 3 / 10 * ea * (k + PI - 1)) by (apply Rmult_le_compat_r; lra).
  nra.
Qed.

Let K := ew * n / ea * F / (PI - 1).

Lemma drift_bound : 0 <= K /\ PI / 3 + K <= 5 * PI / 12.
Proof.
  pose proof pi_bounds as Hpi.
  assert (H0 : 0 <= ew * n / ea).
  { left. apply Rdiv_lt_0_compat; [|lra]. apply Rmult_lt_0_compat; lra. }
  assert (H1 : ew * n / ea <= 3 / 10).
  { apply Rmult_le_reg_r with (ea / n); [apply Rdiv_lt_0_compat; lra|].
    replace (ew * n / ea * (ea / n)) with ew by (field; lra).
    replace (3 / 10 * (ea / n)) with (3 / 10 * ea / n) by (field; lra). exact Hsmall. }
  split.
  - unfold K. apply Rmult_le_pos; [apply Rmult_le_pos; [exact H0 | unfold F; lra]|].
    left. apply Rinv_0_lt_compat. lra.
  - destruct (S3.S3 (ew * n / ea) F H0 H1) as [_ H]; [unfold F; lra | unfold F; lra |]. exact H.
Qed.

(** After t steps. *)
Definition early (t : nat) (x : state) :=
  bounded_sum x /\ - (n * rho ^ t) <= product x <= M /\ - ((n + m) * rho ^ t) <= product x - m /\
  0 <= angle x <= PI / 3 + K * (1 - rho ^ t).

Lemma early_angle t x : early t x -> 0 <= angle x <= 5 * PI / 12.
Proof.
  intros [_ [_ [_ [H0 H1]]]]. split; [exact H0|]. pose proof drift_bound as [K0 K1].
  assert (0 <= rho ^ t) by (apply pow_le; pose proof rho_bounds; lra). nra.
Qed.

Lemma early_step t x : early t x -> early (S t) (step k n sq ea ew x).
Proof.
  intros He. pose proof (early_angle t x He) as Ha. destruct He as [Hu [[Hr Hr'] [Hm [H0 H1]]]].
  pose proof pi_bounds as Hpi. pose proof rho_bounds as Hrho. pose proof level_bounds as Hlev.
  assert (Hp : 0 <= rho ^ t) by (apply pow_le; lra).
  assert (Hnp : 0 <= n * rho ^ t) by (apply Rmult_le_pos; lra).
  split; [apply sum_stays; [lra | exact Hu]|].
  split; [split; [|apply product_below; [lra | exact Hu | exact Hr']]|].
  - cbn [pow]. destruct (Rle_or_lt (product x) 0) as [Hs|Hs].
    + apply Rle_trans with (rho * product x); [nra|]. apply product_above; [lra | exact Hu | exact Hs].
    + (* From above 0 the level only draws it up. *)
      pose proof (product_grows ew x Ha Hu) as Hg.
      assert (0 <= rho * (n * rho ^ t)) by (apply Rmult_le_pos; lra).
      assert (0 <= (1 - rho) * m) by (apply Rmult_le_pos; nra).
      assert (0 <= rho * product x) by (apply Rmult_le_pos; lra).
      nra.
  - split.
    + pose proof (product_grows ew x Ha Hu) as Hg. cbn [pow].
      assert (rho * - ((n + m) * rho ^ t) <= rho * (product x - m)) by (apply Rmult_le_compat_l; lra). nra.
    + destruct (angle_drift ew x (n * rho ^ t) Hew small_enough) as [D0 D1]; try lra.
      split; [exact D0|].
      assert (E : ew * (n * rho ^ t) * F / (2 * PI) = K * ((1 - rho) * rho ^ t)).
      { unfold K, rho. field. lra. }
      cbn [pow]. rewrite E in D1. nra.
Qed.

End StageI.

(** ** Stage II *)

Section StageII.

Context (ew : R) (Hew : 0 < ew) (HM : ew * M <= 2).

Definition late (x : state) :=
  bounded_sum x /\ n / 10 <= product x <= M /\ 0 <= angle x <= 5 * PI / 12.

Lemma late_step x : late x ->
  late (step k n sq ea ew x) /\ angle (step k n sq ea ew x) <= (1 - 19 / 100 * ew * (n / 10)) * angle x.
Proof.
  intros [Hu [[Hr Hr'] Ha]]. pose proof pi_bounds as Hpi. pose proof rho_bounds as Hrho. pose proof level_bounds as Hm.
  pose proof M_bounds as [HnM _].
  destruct (angle_back ew x Hew HM) as [E B]; [lra | lra |].
  assert (Ha' : 0 <= angle x <= PI) by lra.
  split.
  - split; [apply sum_stays; [lra | exact Hu]|]. split; [|rewrite E; lra].
    split; [|apply product_below; [lra | exact Hu | exact Hr']].
    pose proof (product_grows ew x Ha Hu) as Hg.
    assert (rho * (n / 10 - m) <= rho * (product x - m)) by (apply Rmult_le_compat_l; lra).
    nra.
  - rewrite E.
    pose proof (turn_back ew x Hew HM Ha') as T. destruct T as [T0 T1]; [lra|].
    pose proof (force_bounds x Ha') as [F0 F1].
    assert (Hq : 0 <= ew * product x) by (apply Rmult_le_pos; lra).
    assert (Hq2 : ew * product x <= 2).
    { apply Rle_trans with (ew * M); [apply Rmult_le_compat_l; lra | exact HM]. }
    assert (T2 : turn ew x <= 29 / 50).
    { destruct (E2_step_size.E2_step_size (angle x) (proj1 Ha') (proj2 Ha')) as [_ H2].
      apply Rle_trans with (2 := H2). rewrite turn_scaled.
      replace ((PI - angle x) * sin (angle x) / PI) with (2 * ((PI - angle x) * sin (angle x)) / (2 * PI))
        by (field; lra).
      apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|]. apply Rmult_le_compat_r; lra. }
    apply (E2.E2 (angle x) ((PI - angle x) * sin (angle x)) (product x) (n / 10) ew); try lra.
    + apply E2_force.E2_force; lra.
    + apply Rle_ge. apply Rle_trans with (9 / 10 * turn ew x).
      * rewrite turn_scaled. pose proof E2_two_pi.E2_two_pi as P.
        assert (HI : / (3927 / 625) <= / (2 * PI)) by (apply Rinv_le_contravar; lra).
        assert (HA : 0 <= ew * product x * ((PI - angle x) * sin (angle x))) by (apply Rmult_le_pos; lra).
        apply Rle_trans with (9 / 10 * (ew * product x * ((PI - angle x) * sin (angle x)) * / (3927 / 625))).
        -- right. unfold Rdiv. ring.
        -- apply Rmult_le_compat_l; [lra|]. unfold Rdiv at 1. apply Rmult_le_compat_l; [exact HA | exact HI].
      * apply Rge_le. apply E2_arctan.E2_arctan; lra.
Qed.

Let lambda := 1 - 19 / 100 * ew * (n / 10).

Lemma lambda_bounds : 0 <= lambda < 1.
Proof.
  pose proof M_bounds as [H _].
  assert (0 < ew * n) by (apply Rmult_lt_0_compat; lra).
  assert (ew * n <= ew * M) by (apply Rmult_le_compat_l; lra).
  unfold lambda. lra.
Qed.

Lemma late_run (ews : nat -> R) x0 T : (forall j, ews (j + T)%nat = ew) -> late (run k n sq ea ews x0 T) ->
  forall j, late (run k n sq ea ews x0 (j + T)) /\
    angle (run k n sq ea ews x0 (j + T)) <= 5 * PI / 12 * lambda ^ j.
Proof.
  intros Hs HT. induction j as [|j [IH IHa]].
  - split; [exact HT|]. simpl. destruct HT as [_ [_ H]]. lra.
  - change (run k n sq ea ews x0 (S j + T)) with (step k n sq ea (ews (j + T)%nat) (run k n sq ea ews x0 (j + T))).
    rewrite Hs. destruct (late_step _ IH) as [H H']. split; [exact H|].
    apply Rle_trans with (1 := H'). fold lambda. simpl pow.
    pose proof lambda_bounds as Hlam.
    apply Rle_trans with (lambda * (5 * PI / 12 * lambda ^ j)); [apply Rmult_le_compat_l; lra|].
    right. ring.
Qed.

(** The sum and the product follow the angle. *)
Lemma followers (ews : nat -> R) x0 T : (forall j, ews (j + T)%nat = ew) -> late (run k n sq ea ews x0 T) ->
  exists C nu, 0 <= nu < 1 /\ forall j,
    - sum (run k n sq ea ews x0 (j + T)) <= C * nu ^ j /\
    Rabs (product (run k n sq ea ews x0 (j + T)) - n) <= C * nu ^ j.
Proof.
  intros Hs HT. set (x := fun j => run k n sq ea ews x0 (j + T)).
  assert (Hx : forall j, x (S j) = step k n sq ea ew (x j)).
  { intros j. unfold x. rewrite <- (Hs j). reflexivity. }
  assert (HL : forall j, late (x j) /\ angle (x j) <= 5 * PI / 12 * lambda ^ j)
    by exact (late_run ews x0 T Hs HT).
  pose proof pi_bounds as Hpi. pose proof lambda_bounds as Hl. pose proof rho_bounds as Hrho.
  pose proof (fraction_bounds (k + PI - 1)) as Hq.
  (* The forcing. *)
  assert (HG : forall j, 0 <= PI - g (angle (x j)) <= 4 * lambda ^ j).
  { intros j. destruct (HL j) as [[_ [_ Ha]] Hb].
    destruct (K1.K1 (angle (x j))) as [_ G1]; [lra | lra |].
    pose proof (K3.K3 (angle (x j))) as G3.
    assert (G3' : PI - g (angle (x j)) <= PI * angle (x j) ^ 2 / 2) by (apply G3; lra).
    split; [unfold g; lra|]. apply Rle_trans with (1 := G3').
    assert (Hp : 0 <= lambda ^ j) by (apply pow_le; lra).
    assert (Hp1 : lambda ^ j <= 1) by (rewrite <- (pow1 j); apply pow_incr; lra).
    assert (A1 : angle (x j) ^ 2 <= 5 * PI / 12 * (5 * PI / 12 * lambda ^ j)).
    { replace (angle (x j) ^ 2) with (angle (x j) * angle (x j)) by ring. apply Rmult_le_compat; lra. }
    assert (P3 : PI * (5 * PI / 12 * (5 * PI / 12)) / 2 <= 4) by natural.
    assert (A2 : PI * angle (x j) ^ 2 / 2 <= PI * (5 * PI / 12 * (5 * PI / 12)) / 2 * lambda ^ j).
    { replace (PI * (5 * PI / 12 * (5 * PI / 12)) / 2 * lambda ^ j)
        with (PI * (5 * PI / 12 * (5 * PI / 12 * lambda ^ j)) / 2) by field.
      apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra. }
    apply Rle_trans with (1 := A2). apply Rmult_le_compat_r; lra. }
  assert (Hi : 0 < / (2 * PI)) by (apply Rinv_0_lt_compat; lra).
  destruct (driven (fun j => - sum (x j)) (1 - ea * (k + PI - 1) / (2 * PI)) (ea * 4 * sq / (2 * PI)) lambda)
    as [C1 [nu1 [HC1 [Hnu1 [Hln Hs1]]]]]; try lra.
  { apply Rmult_le_pos; [|lra]. repeat apply Rmult_le_pos; lra. }
  { intros j. rewrite Hx. unfold step; cbn [sum]. destruct (HG j) as [G0 G1].
    assert (ea * (PI - g (angle (x j))) * sq / (2 * PI) <= ea * (4 * lambda ^ j) * sq / (2 * PI)).
    { apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra. }
    replace (ea * 4 * sq / (2 * PI) * lambda ^ j) with (ea * (4 * lambda ^ j) * sq / (2 * PI)) by (field; lra).
    lra. }
  destruct (driven (fun j => Rabs (product (x j) - n)) rho (ea / (2 * PI) * (4 * n + C1)) nu1)
    as [C2 [nu2 [HC2 [Hnu2 [Hnn Hs2]]]]]; try lra.
  { apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra]. }
  { intros j. rewrite Hx. unfold step; cbn [product]. destruct (HG j) as [G0 G1]. destruct (HL j) as [[[_ Hu] _] _].
    specialize (Hs1 j). cbv beta in Hs1.
    assert (Hpl : lambda ^ j <= nu1 ^ j) by (apply pow_incr; lra).
    replace ((1 - ea * (PI - 1) / (2 * PI)) * product (x j)
      + ea / (2 * PI) * ((g (angle (x j)) - 1) * n - sum (x j)) - n)
      with (rho * (product (x j) - n) + ea / (2 * PI) * (- ((PI - g (angle (x j))) * n) + - sum (x j)))
      by (unfold rho; field; lra).
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite 2!Rabs_mult.
    rewrite (Rabs_pos_eq rho) by lra. rewrite (Rabs_pos_eq (ea / (2 * PI))) by (apply Rmult_le_pos; lra).
    apply Rplus_le_compat_l. rewrite Rmult_assoc.
    apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|].
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp.
    rewrite (Rabs_pos_eq (_ * n)) by (apply Rmult_le_pos; lra). rewrite (Rabs_pos_eq (- sum (x j))) by lra.
    assert ((PI - g (angle (x j))) * n <= 4 * nu1 ^ j * n) by (apply Rmult_le_compat_r; lra).
    lra. }
  exists (C1 + C2), nu2. split; [lra|]. intros j. specialize (Hs1 j). specialize (Hs2 j). cbv beta in Hs1, Hs2.
  fold (x j).
  assert (P1 : nu1 ^ j <= nu2 ^ j) by (apply pow_incr; lra).
  assert (P2 : 0 <= nu2 ^ j) by (apply pow_le; lra).
  assert (C1 * nu1 ^ j <= C1 * nu2 ^ j) by (apply Rmult_le_compat_l; lra).
  assert (0 <= C1 * nu2 ^ j) by (apply Rmult_le_pos; lra).
  assert (0 <= C2 * nu2 ^ j) by (apply Rmult_le_pos; lra).
  split; lra.
Qed.

End StageII.

(** T steps of Stage I, T at least 5 pi / ((pi - 1) eta_a), lift the product above n/10. *)
Lemma geometric_decay (T : nat) : 5 * PI / ((PI - 1) * ea) <= INR T -> rho ^ T <= 17 / 200.
Proof.
  intros HT. pose proof pi_bounds as Hpi. pose proof rho_bounds as Hrho.
  set (d := ea * (PI - 1) / (2 * PI)).
  assert (Hd : 0 < d) by (apply (fraction_bounds (PI - 1)); lra).
  assert (H1 : rho <= exp (- d)).
  { unfold rho. fold d. pose proof (exp_ineq1_le (- d)). lra. }
  assert (H2 : rho ^ T <= exp (- d) ^ T) by (apply pow_incr; lra).
  apply Rle_trans with (1 := H2). rewrite exp_power.
  assert (H3 : 5 / 2 <= d * INR T).
  { replace (5 / 2) with (d * (5 * PI / ((PI - 1) * ea))) by (unfold d; field; lra).
    apply Rmult_le_compat_l; lra. }
  apply Rle_trans with (exp (- (5 / 2))).
  - destruct (Rle_lt_or_eq_dec (- d * INR T) (- (5 / 2))) as [H4|H4]; [lra| |].
    + left. now apply exp_increasing.
    + rewrite H4. apply Rle_refl.
  - natural.
Qed.

End Map.

(** * The theorem *)

Theorem two_stage (k n sq ea ew1 ew2 : R) (T : nat) (x0 : state) :
  1 <= k -> 0 < n -> 0 <= sq <= k * n ->
  0 < ea <= 2 * PI / (k + PI - 1) ->
  0 < ew1 <= 3 / 10 * ea / n ->
  0 < ew2 <= 2 / (n + 2 * sq / (PI - 1)) ->
  5 * PI / ((PI - 1) * ea) <= INR T ->
  (-2) * sq <= sum x0 <= 0 -> - n <= product x0 <= n -> 0 <= angle x0 <= PI / 3 ->
  let x := run k n sq ea (schedule T ew1 ew2) x0 in
  (forall t, 0 <= angle (x t) <= 5 * PI / 12) /\
  (forall j, n / 10 <= product (x (j + T)%nat) /\
    angle (x (j + T)%nat) <= 5 * PI / 12 * (1 - 19 / 1000 * ew2 * n) ^ j) /\
  (exists C nu, 0 <= nu < 1 /\ forall j,
    - sum (x (j + T)%nat) <= C * nu ^ j /\ Rabs (product (x (j + T)%nat) - n) <= C * nu ^ j) /\
  is_lim_seq (fun t => angle (x t)) 0 /\
  is_lim_seq (fun t => product (x t)) n /\
  is_lim_seq (fun t => sum (x t)) 0.
Proof.
  intros Hk Hn [Hsq Hsk] [Hea Hstep] [Hew1 Hsmall] [Hew2 Hlarge] HT Hu Hr Ha x.
  pose proof pi_bounds as Hpi.
  pose proof (M_bounds k n sq Hn Hsq Hsk) as [HnM _].
  set (M := n + 2 * sq / (PI - 1)) in *.
  assert (HM2 : ew2 * M <= 2).
  { replace 2 with (2 / M * M) by (field; lra). apply Rmult_le_compat_r; lra. }
  pose proof (rho_bounds k ea Hk Hea Hstep) as Hrho.
  pose proof (level_bounds n Hn) as Hm.
  (* Stage I. *)
  assert (E : forall t, (t <= T)%nat -> early n sq ea ew1 t (x t)).
  { induction t as [|t IH]; intros Ht.
    - unfold early, bounded_sum, x; cbn [run pow]. fold M. repeat split; lra.
    - unfold x; cbn [run]. unfold schedule at 1. replace (Nat.ltb t T) with true
        by (symmetry; apply Nat.ltb_lt; exact Ht).
      apply early_step; try assumption. apply IH. apply Nat.lt_le_incl. exact Ht. }
  assert (Hlate : late n sq (x T)).
  { pose proof (E T (Nat.le_refl T)) as HE.
    pose proof (early_angle k n sq ea Hk Hn Hea Hstep ew1 Hew1 Hsmall T (x T) HE) as HA.
    destruct HE as [B [[_ B2] [B3 _]]]. repeat split; try apply B; try lra.
    pose proof (geometric_decay k ea Hk Hea Hstep T HT) as D.
    set (m := (g (5 * PI / 12) - 1) * n / (PI - 1)) in *.
    set (p := (1 - ea * (PI - 1) / (2 * PI)) ^ T) in *.
    assert ((n + m) * p <= (n + m) * (17 / 200)) by (apply Rmult_le_compat_l; lra). lra. }
  assert (Hs : forall j, schedule T ew1 ew2 (j + T) = ew2).
  { intros j. unfold schedule. replace (Nat.ltb (j + T) T) with false; [reflexivity|].
    symmetry. apply Nat.ltb_ge. rewrite Nat.add_comm. apply Nat.le_add_r. }
  pose proof (late_run k n sq ea Hk Hn Hsq Hsk Hea Hstep ew2 Hew2 HM2 _ x0 T Hs Hlate) as L. fold x in L.
  destruct (followers k n sq ea Hk Hn Hsq Hsk Hea Hstep ew2 Hew2 HM2 _ x0 T Hs Hlate) as [C [nu [Hnu Hf]]].
  fold x in Hf.
  pose proof (lambda_bounds k n sq Hn Hsq Hsk ew2 Hew2 HM2) as Hl.
  assert (El : 1 - 19 / 1000 * ew2 * n = 1 - 19 / 100 * ew2 * (n / 10)) by field.
  rewrite El. set (lambda := 1 - 19 / 100 * ew2 * (n / 10)) in *.
  assert (G : forall q, 0 <= q < 1 -> forall c, is_lim_seq (fun j => c * q ^ j) 0).
  { intros q Hq c. replace (Finite 0) with (Rbar_mult c 0) by (cbn; f_equal; ring).
    apply is_lim_seq_scal_l. apply is_lim_seq_geom. rewrite Rabs_pos_eq; lra. }
  split; [|split; [|split; [|split; [|split]]]].
  - intros t. destruct (Nat.le_gt_cases t T) as [H|H].
    + apply (early_angle k n sq ea Hk Hn Hea Hstep ew1 Hew1 Hsmall t). now apply E.
    + replace t with ((t - T) + T)%nat by (apply Nat.sub_add, Nat.lt_le_incl, H).
      destruct (L (t - T)%nat) as [[_ [_ H']] _]. exact H'.
  - intros j. destruct (L j) as [[_ [[H' _] _]] H]. split; assumption.
  - exists C, nu. split; assumption.
  - apply (is_lim_seq_incr_n _ T). apply (is_lim_seq_le_le (fun _ => 0) _ (fun j => 5 * PI / 12 * lambda ^ j)).
    + intros j. destruct (L j) as [[_ [_ [H' _]]] H]. split; assumption.
    + apply is_lim_seq_const.
    + now apply G.
  - apply (is_lim_seq_incr_n _ T).
    apply (is_lim_seq_le_le (fun j => n - C * nu ^ j) _ (fun j => n + C * nu ^ j)).
    + intros j. destruct (Hf j) as [_ H]. apply Rabs_le_between in H. lra.
    + replace (Finite n) with (Finite (n - 0)) by (f_equal; ring).
      apply is_lim_seq_minus'; [apply is_lim_seq_const | now apply G].
    + replace (Finite n) with (Finite (n + 0)) by (f_equal; ring).
      apply is_lim_seq_plus'; [apply is_lim_seq_const | now apply G].
  - apply (is_lim_seq_incr_n _ T). apply (is_lim_seq_le_le (fun j => - (C * nu ^ j)) _ (fun _ => 0)).
    + intros j. destruct (Hf j) as [H _]. destruct (L j) as [[[_ H'] _] _]. lra.
    + apply (is_lim_seq_ext (fun j => (- C) * nu ^ j)); [intros j; ring | now apply G].
    + apply is_lim_seq_const.
Qed.

(** The same from the start that the paper takes: the student's shortcut weight is 0 and the teacher's of length w, at
    most 1, which gives the angle (I1); a lies in the ball of radius |t|/sqrt(k), N is the square of its length, and
    Cauchy-Schwarz, three times, gives the rest (L5_start, S2). *)
Theorem two_stage_from_the_prior (k n t s N r0 w ea ew1 ew2 : R) (T : nat) :
  1 <= k -> 0 < n -> t ^ 2 <= k * n ->
  0 <= w <= 1 ->
  0 <= N -> k * N <= t ^ 2 -> s ^ 2 <= k * N -> r0 ^ 2 <= N * n ->
  0 < ea <= 2 * PI / (k + PI - 1) ->
  0 < ew1 <= 3 / 10 * ea / n ->
  0 < ew2 <= 2 / (n + 2 * t ^ 2 / (PI - 1)) ->
  5 * PI / ((PI - 1) * ea) <= INR T ->
  let x := run k n (t ^ 2) ea (schedule T ew1 ew2) (State (t * s - t ^ 2) r0 (acos (1 - w ^ 2 / 2))) in
  is_lim_seq (fun i => angle (x i)) 0 /\
  is_lim_seq (fun i => product (x i)) n /\
  is_lim_seq (fun i => sum (x i)) 0.
Proof.
  intros Hk Hn Ht Hw HN Hball Hs Hr Hea Hew1 Hew2 HT x.
  pose proof (pow2_ge_0 t) as Ht0.
  destruct (two_stage k n (t ^ 2) ea ew1 ew2 T (State (t * s - t ^ 2) r0 (acos (1 - w ^ 2 / 2))))
    as [_ [_ [_ H]]]; try assumption; try lra; cbn [sum product angle].
  - apply (L5_start.L5_start s t k N); lra.
  - apply (S2.S2 r0 n N (t ^ 2) k); lra.
  - split; [apply acos_bound|]. destruct (I1.I1 w) as [_ H]; [lra | lra | exact H].
Qed.
