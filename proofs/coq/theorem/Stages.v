(** The two stages, for any three sequences that obey the recurrences of Descent.v: the excess [x], the product [r]
    and the angle [phi]. [k] is a real number at least 1, [n] the square of the length of the teacher's second layer
    and [sq] the square of its sum. *)

From Coq Require Import Reals Lra Lia.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
From Lemmabox.theorem Require Import Angle Descent.
Local Open Scope R_scope.

Lemma exp_power y T : exp y ^ T = exp (y * INR T).
Proof.
  induction T as [|T IH]; [simpl; now rewrite Rmult_0_r, exp_0|].
  rewrite S_INR. cbn [pow]. rewrite IH, <- exp_plus. f_equal. ring.
Qed.

(** A power of 1 - d decays like an exponential. *)
Lemma power_below_exp d T : 0 <= 1 - d -> (1 - d) ^ T <= exp (- d * INR T).
Proof.
  intros H. rewrite <- exp_power. apply pow_incr. pose proof (exp_ineq1_le (- d)). lra.
Qed.

Lemma exp_monotone x y : x <= y -> exp x <= exp y.
Proof. intros [H| ->]; [left; now apply exp_increasing | apply Rle_refl]. Qed.

Section Stages.

Context (k n sq ea : R) (ew x r phi : nat -> R).
Context (Hk : 1 <= k) (Hn : 0 < n) (Hsq : 0 <= sq) (Hsk : sq <= k * n).
Context (Hea : 0 < ea) (Hstep : ea <= 2 * PI / (k + PI - 1)).
Context (Ex : forall t, x (S t) = (1 - ea * (k + PI - 1) / (2 * PI)) * x t - ea * (PI - g (phi t)) * sq / (2 * PI)).
Context (Er : forall t, r (S t) =
  (1 - ea * (PI - 1) / (2 * PI)) * r t + ea / (2 * PI) * ((g (phi t) - 1) * n - x t)).
Context (Ephi : forall t, phi (S t) = fold (phi t - atan (turn (ew t) (r t) (phi t)))).

Let rho := 1 - ea * (PI - 1) / (2 * PI).
Let M := n + 2 * sq / (PI - 1).
Let m := (g (5 * PI / 12) - 1) * n / (PI - 1).
Let gamma := ea / (2 * PI).

Lemma gamma_bounds : 0 < gamma /\ gamma * (k + PI - 1) <= 1.
Proof.
  pose proof pi_bounds as Hpi. split; [apply Rdiv_lt_0_compat; lra|].
  apply Rle_trans with (2 * PI / (k + PI - 1) / (2 * PI) * (k + PI - 1)); [|right; field; lra].
  apply Rmult_le_compat_r; [lra|]. unfold gamma, Rdiv. apply Rmult_le_compat_r; [|exact Hstep].
  left. apply Rinv_0_lt_compat. lra.
Qed.

Lemma rho_gamma : rho = 1 - gamma * (PI - 1).
Proof. pose proof pi_bounds as Hpi. unfold rho, gamma. field. lra. Qed.

Lemma rho_bounds : 0 <= rho < 1.
Proof.
  pose proof pi_bounds as Hpi. pose proof gamma_bounds as [G0 G1]. rewrite rho_gamma.
  assert (0 < gamma * (PI - 1)) by (apply Rmult_lt_0_compat; lra).
  assert (0 <= gamma * k) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma Ex' t : x (S t) = (1 - gamma * (k + PI - 1)) * x t - gamma * ((PI - g (phi t)) * sq).
Proof. pose proof pi_bounds as Hpi. rewrite Ex. unfold gamma. field. lra. Qed.

Lemma Er' t : r (S t) = rho * r t + gamma * ((g (phi t) - 1) * n - x t).
Proof. rewrite Er. reflexivity. Qed.

Lemma M_times : M * (PI - 1) = n * (PI - 1) + 2 * sq.
Proof. pose proof pi_bounds as Hpi. unfold M. field. lra. Qed.

Lemma M_bounds : n <= M /\ M * (PI - 1) <= n * (2 * (k + PI - 1)).
Proof. pose proof pi_bounds as Hpi. pose proof M_times as E. split; nra. Qed.

Lemma m_times : m * (PI - 1) = (g (5 * PI / 12) - 1) * n.
Proof. pose proof pi_bounds as Hpi. unfold m. field. lra. Qed.

Lemma m_bounds : 0.2054 * n < m.
Proof.
  pose proof pi_bounds as Hpi. pose proof level_number as [L _]. pose proof m_times as E.
  apply Rmult_lt_reg_r with (PI - 1); [lra|]. rewrite E. nra.
Qed.

(** ** One step *)

Definition bounded_excess t := -2 * sq <= x t <= 0.

(** What no step size of w can spoil. *)
Lemma excess_stays t : 0 <= phi t <= PI -> bounded_excess t -> bounded_excess (S t).
Proof.
  intros Hphi [H0 H1]. pose proof pi_bounds as Hpi. pose proof gamma_bounds as [G0 G1].
  pose proof (g_bounds _ Hphi) as [K0 K1]. unfold bounded_excess. rewrite Ex'.
  assert (P0 : 0 <= (PI - g (phi t)) * sq) by (apply Rmult_le_pos; lra).
  assert (P1 : (PI - g (phi t)) * sq <= (k + PI - 1) * (2 * sq)) by (apply Rle_trans with (PI * sq); nra).
  assert (Q0 : 0 <= gamma * ((PI - g (phi t)) * sq)) by (apply Rmult_le_pos; lra).
  assert (Q1 : gamma * ((PI - g (phi t)) * sq) <= gamma * ((k + PI - 1) * (2 * sq)))
    by (apply Rmult_le_compat_l; lra).
  assert (L : (1 - gamma * (k + PI - 1)) * (-2 * sq) <= (1 - gamma * (k + PI - 1)) * x t)
    by (apply Rmult_le_compat_l; lra).
  split; [lra|].
  assert (0 <= (1 - gamma * (k + PI - 1)) * (- x t)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma product_below t : 0 <= phi t <= PI -> bounded_excess t -> r t <= M -> r (S t) <= M.
Proof.
  intros Hphi [H0 H1] Hr. pose proof gamma_bounds as [G0 _]. pose proof rho_bounds as [R0 _].
  pose proof (g_bounds _ Hphi) as [_ K1]. rewrite Er'.
  assert (P : (g (phi t) - 1) * n - x t <= M * (PI - 1)) by (rewrite M_times; nra).
  assert (rho * r t <= rho * M) by (apply Rmult_le_compat_l; lra).
  assert (gamma * ((g (phi t) - 1) * n - x t) <= gamma * (M * (PI - 1))) by (apply Rmult_le_compat_l; lra).
  pose proof rho_gamma as E. rewrite E in *. lra.
Qed.

Lemma product_above t : 0 <= phi t <= PI / 2 -> bounded_excess t -> rho * r t <= r (S t).
Proof.
  intros Hphi [_ H1]. pose proof gamma_bounds as [G0 _]. pose proof (g_above_1 _ Hphi) as K.
  rewrite Er'. assert (0 <= (g (phi t) - 1) * n) by (apply Rmult_le_pos; lra).
  assert (0 <= gamma * ((g (phi t) - 1) * n - x t)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma product_grows t : 0 <= phi t <= 5 * PI / 12 -> bounded_excess t -> rho * (r t - m) <= r (S t) - m.
Proof.
  intros Hphi [_ H1]. pose proof pi_bounds as Hpi. pose proof gamma_bounds as [G0 _].
  assert (K : g (5 * PI / 12) <= g (phi t)) by (apply g_falls; lra).
  rewrite Er'. assert (P : m * (PI - 1) <= (g (phi t) - 1) * n - x t) by (rewrite m_times; nra).
  assert (gamma * (m * (PI - 1)) <= gamma * ((g (phi t) - 1) * n - x t)) by (apply Rmult_le_compat_l; lra).
  pose proof rho_gamma as E. rewrite E in *. lra.
Qed.

Lemma turn_scaled e s t : turn e s t = e * s * ((PI - t) * sin t) / (2 * PI).
Proof. unfold turn, Rdiv. ring. Qed.

Lemma turn_back e s t : 0 < e -> e * M <= 2 -> 0 <= t <= PI -> 0 <= s <= M -> 0 <= turn e s t <= t.
Proof.
  intros He HM Ht Hs. pose proof pi_bounds as Hpi. pose proof (force_below t Ht) as [F0 F1]. rewrite turn_scaled.
  assert (Hi : 0 < / (2 * PI)) by (apply Rinv_0_lt_compat; lra).
  assert (Q0 : 0 <= e * s) by (apply Rmult_le_pos; lra).
  assert (Q1 : e * s <= 2) by (apply Rle_trans with (e * M); [apply Rmult_le_compat_l; lra | exact HM]).
  split.
  - apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; lra.
  - apply Rle_trans with (2 * (PI * t) / (2 * PI)); [|right; field; lra].
    apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat; lra.
Qed.

Lemma angle_back t : 0 < ew t -> ew t * M <= 2 -> 0 <= phi t <= PI -> 0 <= r t <= M ->
  phi (S t) = phi t - atan (turn (ew t) (r t) (phi t)) /\ 0 <= phi (S t) <= phi t.
Proof.
  intros He HM Hp Hr. destruct (turn_back _ _ _ He HM Hp Hr) as [H0 H1].
  pose proof (arctan_below _ H0) as H2. pose proof (arctan_nonneg _ H0) as H3. rewrite Ephi.
  assert (E : Rabs (phi t - atan (turn (ew t) (r t) (phi t))) = phi t - atan (turn (ew t) (r t) (phi t)))
    by (apply Rabs_pos_eq; lra).
  rewrite fold_small; rewrite E; lra.
Qed.

Lemma angle_drift t c : 0 < ew t -> ew t * M <= 2 -> 0 <= phi t <= PI / 2 -> - c <= r t <= M -> 0 <= c ->
  0 <= phi (S t) <= phi t + ew t * c * F / (2 * PI).
Proof.
  intros He HM Hp [Hr Hr'] Hc. pose proof pi_bounds as Hpi. assert (Hp' : 0 <= phi t <= PI) by lra.
  assert (Hi : 0 < / (2 * PI)) by (apply Rinv_0_lt_compat; lra).
  assert (HF : 0 < F) by (unfold F; lra).
  assert (Hd : 0 <= ew t * c * F / (2 * PI)).
  { apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [apply Rmult_le_pos|]; lra. }
  destruct (Rle_or_lt 0 (r t)) as [H0|H0].
  - destruct (angle_back t He HM Hp') as [_ B]; lra.
  - pose proof (force_bounds _ Hp') as [F0 F1].
    set (y := turn (ew t) (r t) (phi t)) in *.
    assert (Hy : - y = ew t * (- r t) * ((PI - phi t) * sin (phi t)) / (2 * PI))
      by (unfold y; rewrite turn_scaled; unfold Rdiv; ring).
    assert (Hq : 0 <= ew t * - r t) by (apply Rmult_le_pos; lra).
    assert (Y0 : 0 <= - y).
    { rewrite Hy. apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; lra. }
    assert (Y1 : - y <= ew t * c * F / (2 * PI)).
    { rewrite Hy. apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat; try lra.
      apply Rmult_le_compat_l; lra. }
    pose proof (arctan_below _ Y0) as H2. pose proof (arctan_nonneg _ Y0) as H3. rewrite atan_opp in H2, H3.
    pose proof (atan_bound y) as HB.
    rewrite Ephi. fold y. rewrite fold_small; rewrite Rabs_pos_eq; lra.
Qed.

(** ** Stage I *)

Section StageI.

Context (e : R) (He : 0 < e) (Hsmall : e <= 3 / 10 * ea / n).

Lemma small_times : e * n <= 3 / 10 * ea.
Proof.
  replace (3 / 10 * ea) with (3 / 10 * ea / n * n) by (field; lra). apply Rmult_le_compat_r; lra.
Qed.

(** A step of Stage I is one that Stage II allows as well. *)
Lemma small_enough : e * M <= 2.
Proof.
  pose proof pi_bounds as Hpi. pose proof gamma_bounds as [G0 G1]. pose proof M_bounds as [H0 H1].
  pose proof small_times as H2.
  assert (Hb : ea * (k + PI - 1) <= 2 * PI).
  { replace (ea * (k + PI - 1)) with (gamma * (k + PI - 1) * (2 * PI)) by (unfold gamma; field; lra).
    replace (2 * PI) with (1 * (2 * PI)) at 2 by ring. apply Rmult_le_compat_r; lra. }
  apply Rmult_le_reg_r with (PI - 1); [lra|].
  assert (H3 : e * (M * (PI - 1)) <= e * (n * (2 * (k + PI - 1)))) by (apply Rmult_le_compat_l; lra).
  assert (H4 : e * n * (k + PI - 1) <= 3 / 10 * ea * (k + PI - 1)) by (apply Rmult_le_compat_r; lra).
  nra.
Qed.

Let K := e * n / ea * F / (PI - 1).

Lemma drift_bound : 0 <= K /\ PI / 3 + K <= 5 * PI / 12.
Proof.
  pose proof pi_bounds as Hpi. pose proof small_times as H.
  assert (E : K * (PI - 1) * ea = e * n * F) by (unfold K; field; lra).
  assert (P : 0 <= e * n) by (apply Rmult_le_pos; lra).
  assert (Q : 0 < (PI - 1) * ea) by (apply Rmult_lt_0_compat; lra).
  split.
  - unfold K. apply Rmult_le_pos; [|left; apply Rinv_0_lt_compat; lra].
    apply Rmult_le_pos; [|unfold F; lra]. apply Rmult_le_pos; [exact P | left; apply Rinv_0_lt_compat; lra].
  - assert (K <= PI / 12); [|lra]. apply Rmult_le_reg_r with ((PI - 1) * ea); [exact Q|].
    apply Rle_trans with (e * n * F); [right; rewrite <- E; ring|].
    apply Rle_trans with (3 / 10 * ea * F); [apply Rmult_le_compat_r; [unfold F; lra | exact H]|].
    unfold F. assert (3 / 10 * (9099 / 5000) <= PI / 12 * (PI - 1)) by nra. nra.
Qed.

(** After t steps. *)
Definition early (t : nat) :=
  bounded_excess t /\ - (n * rho ^ t) <= r t <= M /\ - ((n + m) * rho ^ t) <= r t - m /\
  0 <= phi t <= PI / 3 + K * (1 - rho ^ t).

Lemma early_angle t : early t -> 0 <= phi t <= 5 * PI / 12.
Proof.
  intros [_ [_ [_ [H0 H1]]]]. split; [exact H0|]. pose proof drift_bound as [K0 K1].
  assert (0 <= rho ^ t) by (apply pow_le; pose proof rho_bounds; lra). nra.
Qed.

Lemma early_step t : ew t = e -> early t -> early (S t).
Proof.
  intros Hew H. pose proof (early_angle t H) as Ha. destruct H as [Hu [[Hr Hr'] [Hm [H0 H1]]]].
  pose proof pi_bounds as Hpi. pose proof rho_bounds as Hrho. pose proof m_bounds as Hlev.
  assert (Hp : 0 <= rho ^ t) by (apply pow_le; lra).
  assert (Hnp : 0 <= n * rho ^ t) by (apply Rmult_le_pos; lra).
  split; [apply excess_stays; [lra | exact Hu]|].
  split; [split; [|apply product_below; [lra | exact Hu | exact Hr']]|].
  - cbn [pow]. apply Rle_trans with (rho * r t); [nra|]. apply product_above; [lra | exact Hu].
  - split.
    + pose proof (product_grows t Ha Hu) as Hg. cbn [pow].
      assert (rho * - ((n + m) * rho ^ t) <= rho * (r t - m)) by (apply Rmult_le_compat_l; lra). nra.
    + destruct (angle_drift t (n * rho ^ t)) as [D0 D1]; rewrite ?Hew; try lra; [exact small_enough|].
      split; [exact D0|].
      assert (E : e * (n * rho ^ t) * F / (2 * PI) = K * ((1 - rho) * rho ^ t)).
      { unfold K, rho. field. lra. }
      rewrite Hew, E in D1. cbn [pow]. nra.
Qed.

(** T steps, T at least 5 pi / ((pi - 1) ea), lift the product above n/10. *)
Lemma geometric_decay (T : nat) : 5 * PI / ((PI - 1) * ea) <= INR T -> rho ^ T <= 17 / 200.
Proof.
  intros HT. pose proof pi_bounds as Hpi. pose proof rho_bounds as Hrho.
  set (d := ea * (PI - 1) / (2 * PI)) in *.
  assert (Hd : 0 < d) by (unfold rho in Hrho; fold d in Hrho; lra).
  unfold rho. fold d. apply Rle_trans with (1 := power_below_exp d T ltac:(unfold rho in Hrho; fold d in Hrho; lra)).
  assert (H3 : 5 / 2 <= d * INR T).
  { replace (5 / 2) with (d * (5 * PI / ((PI - 1) * ea))) by (unfold d; field; lra).
    apply Rmult_le_compat_l; lra. }
  apply Rle_trans with (exp (- (5 / 2))); [apply exp_monotone; lra | enclose].
Qed.

End StageI.

(** ** Stage II *)

Section StageII.

Context (e : R) (He : 0 < e) (HM : e * M <= 2).

Definition late (t : nat) := bounded_excess t /\ n / 10 <= r t <= M /\ 0 <= phi t <= 5 * PI / 12.

Let lambda := 1 - 19 / 1000 * e * n.

Lemma lambda_bounds : 0 <= lambda < 1.
Proof.
  pose proof M_bounds as [H _].
  assert (0 < e * n) by (apply Rmult_lt_0_compat; lra).
  assert (e * n <= e * M) by (apply Rmult_le_compat_l; lra).
  unfold lambda. lra.
Qed.

Lemma late_step t : ew t = e -> late t -> late (S t) /\ phi (S t) <= lambda * phi t.
Proof.
  intros Hew [Hu [[Hr Hr'] Ha]].
  pose proof pi_bounds as Hpi. pose proof rho_bounds as Hrho. pose proof m_bounds as Hm.
  pose proof M_bounds as [HnM _]. assert (Ha' : 0 <= phi t <= PI) by lra.
  destruct (angle_back t) as [E B]; rewrite ?Hew; try lra. rewrite Hew in E.
  split.
  - split; [apply excess_stays; [lra | exact Hu]|]. split; [|lra].
    split; [|apply product_below; [lra | exact Hu | exact Hr']].
    pose proof (product_grows t Ha Hu) as Hg.
    assert (rho * (n / 10 - m) <= rho * (r t - m)) by (apply Rmult_le_compat_l; lra).
    nra.
  - rewrite E. set (y := turn e (r t) (phi t)).
    pose proof (force_bounds _ Ha') as [F0 F1]. pose proof (force_above _ Ha) as F2.
    set (f := (PI - phi t) * sin (phi t)) in *.
    assert (Hi : 0 < / (2 * PI)) by (apply Rinv_0_lt_compat; lra).
    assert (Hi' : / 6.2832 <= / (2 * PI)) by (apply Rinv_le_contravar; lra).
    assert (Hi'' : / (2 * PI) <= / 6.283) by (apply Rinv_le_contravar; lra).
    assert (Ey : y = e * r t * f * / (2 * PI)) by (unfold y; rewrite turn_scaled; reflexivity).
    assert (Q : e * (n / 10) <= e * r t) by (apply Rmult_le_compat_l; lra).
    assert (Q0 : 0 <= e * (n / 10)) by (apply Rmult_le_pos; lra).
    assert (Q2 : e * r t <= 2) by (apply Rle_trans with (e * M); [apply Rmult_le_compat_l; lra | exact HM]).
    assert (A : e * (n / 10) * (27 / 20 * phi t) <= e * r t * f).
    { apply Rmult_le_compat; lra. }
    assert (A0 : 0 <= e * (n / 10) * phi t) by (apply Rmult_le_pos; lra).
    assert (Y1 : e * (n / 10) * (27 / 20 * phi t) * / 6.2832 <= y).
    { rewrite Ey. apply Rmult_le_compat; lra. }
    assert (Y2 : y <= 29 / 50).
    { rewrite Ey. apply Rle_trans with (2 * F * / 6.283); [|unfold F; lra].
      assert (0 <= e * r t * f) by (apply Rmult_le_pos; lra).
      assert (e * r t * f <= 2 * F) by (apply Rmult_le_compat; lra).
      apply Rmult_le_compat; lra. }
    assert (Y0 : 0 <= y) by lra.
    pose proof (arctan_above y (conj Y0 Y2)) as Y3.
    unfold lambda. lra.
Qed.

Lemma late_run T : (forall j, ew (T + j)%nat = e) -> late T ->
  forall j, late (T + j)%nat /\ phi (T + j)%nat <= 5 * PI / 12 * lambda ^ j.
Proof.
  intros Hs HT. pose proof lambda_bounds as Hl. induction j as [|j [IH IHa]].
  - rewrite Nat.add_0_r. split; [exact HT|]. simpl. destruct HT as [_ [_ H]]. lra.
  - rewrite Nat.add_succ_r. destruct (late_step _ (Hs j) IH) as [H H']. split; [exact H|].
    apply Rle_trans with (1 := H'). cbn [pow].
    apply Rle_trans with (lambda * (5 * PI / 12 * lambda ^ j)); [apply Rmult_le_compat_l; lra|].
    right. ring.
Qed.

End StageII.

(** ** Both *)

Theorem two_stages (e1 e2 : R) (T : nat) :
  0 < e1 <= 3 / 10 * ea / n -> 0 < e2 <= 2 / M ->
  (forall t, (t < T)%nat -> ew t = e1) -> (forall j, ew (T + j)%nat = e2) ->
  5 * PI / ((PI - 1) * ea) <= INR T ->
  -2 * sq <= x O <= 0 -> - n <= r O <= n -> 0 <= phi O <= PI / 3 ->
  (forall t, 0 <= phi t <= 5 * PI / 12) /\
  (forall j, n / 10 <= r (T + j)%nat <= M /\ phi (T + j)%nat <= 5 * PI / 12 * (1 - 19 / 1000 * e2 * n) ^ j).
Proof.
  intros [He1 Hsmall] [He2 Hlarge] S1 S2 HT Hx Hr Hp. pose proof pi_bounds as Hpi. pose proof M_bounds as [HnM _].
  assert (HM2 : e2 * M <= 2).
  { replace 2 with (2 / M * M) by (field; lra). apply Rmult_le_compat_r; lra. }
  pose proof rho_bounds as Hrho. pose proof m_bounds as Hm.
  assert (E : forall t, (t <= T)%nat -> early e1 t).
  { induction t as [|t IH]; intros Ht.
    - unfold early, bounded_excess. cbn [pow]. repeat split; lra.
    - apply (early_step e1 He1 Hsmall t); [apply S1; lia | apply IH; lia]. }
  assert (L0 : late T).
  { pose proof (E T (Nat.le_refl T)) as HE. pose proof (early_angle e1 He1 Hsmall T HE) as HA.
    destruct HE as [B [[_ B2] [B3 _]]]. pose proof (geometric_decay T HT) as D.
    assert ((n + m) * rho ^ T <= (n + m) * (17 / 200)) by (apply Rmult_le_compat_l; lra).
    split; [exact B|]. split; [lra | exact HA]. }
  pose proof (late_run e2 He2 HM2 T S2 L0) as L.
  split.
  - intros t. destruct (Nat.le_gt_cases t T) as [H|H].
    + apply (early_angle e1 He1 Hsmall). now apply E.
    + replace t with (T + (t - T))%nat by lia. destruct (L (t - T)%nat) as [[_ [_ H']] _]. exact H'.
  - intros j. destruct (L j) as [[_ [H' _]] H]. split; assumption.
Qed.

End Stages.
