(** The region from which gradient descent goes to the spurious point.

    Below the threshold, starts whose filter is nearly opposite to the teacher's and whose product of second layers is
    negative never leave, the filter turns to the opposite of the teacher's like 1/t, and the loss stays above a positive
    constant, its value at the spurious point, to which it converges. *)

From Coq Require Import Reals Lra Lia.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
From Lemmabox.theorem Require Import Vectors Angle Network Descent Stages Convergence Landscape.
Local Open Scope R_scope.

Lemma arctan_above_fraction y : 0 <= y -> y / (1 + y ^ 2) <= atan y.
Proof.
  intros H. destruct (Rle_lt_or_eq_dec 0 y H) as [L| <-]; [|rewrite atan_0; unfold Rdiv; lra].
  destruct (mean_value atan (fun t => / (1 + t ^ 2)) 0 y L) as [c [Hc E]]; [intros; apply arctan_derive|].
  rewrite atan_0, !Rminus_0_r in E. rewrite E. unfold Rdiv. rewrite Rmult_comm.
  apply Rmult_le_compat_r; [lra|]. apply Rinv_le_contravar; nra.
Qed.

(** What falls like 1/t. *)
Lemma slow_limit (y : nat -> R) c : 0 < c -> (forall t, 0 <= y t) ->
  (forall t, y t * (1 + c * INR t * y O) <= y O) -> is_lim_seq y 0.
Proof.
  intros Hc H0 H. apply is_lim_seq_spec. intros eps. pose proof (cond_pos eps) as He.
  destruct (archimed_cor1 (c * eps)) as [N [HN HN0]]; [now apply Rmult_lt_0_compat|].
  exists N. intros t Ht. rewrite Rminus_0_r, Rabs_pos_eq by apply H0. apply lt_0_INR in HN0. apply le_INR in Ht.
  destruct (Rle_lt_or_eq_dec _ _ (H0 O)) as [P|P].
  - assert (Q : y t * (c * INR t) <= 1).
    { apply Rmult_le_reg_r with (y O); [exact P|]. specialize (H t). specialize (H0 t). nra. }
    assert (Q' : y t * (c * INR N) <= 1).
    { apply Rle_trans with (2 := Q). apply Rmult_le_compat_l; [apply H0|]. apply Rmult_le_compat_l; lra. }
    assert (E : 1 < c * eps * INR N).
    { replace 1 with (/ INR N * INR N) by (field; lra). apply Rmult_lt_compat_r; lra. }
    assert (0 < c * INR N) by (apply Rmult_lt_0_compat; lra). nra.
  - specialize (H t). rewrite <- P in H. specialize (H0 t). rewrite Rmult_0_r in H. lra.
Qed.

(** What contracts up to a force that vanishes. *)
Lemma driven_limit (d y : nat -> R) rho c : 0 <= rho < 1 -> 0 <= c -> (forall t, 0 <= d t) -> is_lim_seq y 0 ->
  (forall T j, d (T + j)%nat <= rho ^ j * d T + c * y T ^ 3) -> is_lim_seq d 0.
Proof.
  intros Hr Hc H0 Hy H.
  assert (L : is_lim_seq (fun t => c * y t ^ 3) 0).
  { apply (is_lim_seq_ext (fun t => c * (y t * (y t * y t)))); [intros; ring|].
    replace (Finite 0) with (Finite (c * (0 * (0 * 0)))) by (f_equal; ring).
    apply is_lim_seq_mult'; [apply is_lim_seq_const|]. repeat apply is_lim_seq_mult'; exact Hy. }
  apply is_lim_seq_spec. intros eps. pose proof (cond_pos eps) as He.
  assert (He2 : 0 < eps / 2) by lra.
  apply is_lim_seq_spec in L. destruct (L (mkposreal _ He2)) as [N HN]. specialize (HN N (Nat.le_refl N)). cbn in HN.
  assert (G : is_lim_seq (fun j => d N * rho ^ j) 0).
  { replace (Finite 0) with (Rbar_mult (d N) 0) by (cbn; f_equal; ring).
    apply is_lim_seq_scal_l. apply is_lim_seq_geom. rewrite Rabs_pos_eq; lra. }
  apply is_lim_seq_spec in G. destruct (G (mkposreal _ He2)) as [K HK]. cbn in HK.
  exists (N + K)%nat. intros t Ht. rewrite Rminus_0_r, Rabs_pos_eq by apply H0.
  replace t with (N + (t - N))%nat by lia. specialize (HK (t - N)%nat ltac:(lia)). specialize (H N (t - N)%nat).
  apply Rabs_lt_between in HN. apply Rabs_lt_between in HK.
  change (pow (y N) 3) with (y N ^ 3) in HN. lra.
Qed.

Section Scalars.

Context (k n sq ea : R) (ew x r phi : nat -> R).
Context (Hk : 1 <= k) (Hn : 0 < n) (Hsq : 0 <= sq).
Context (Hea : 0 < ea) (Hstep : ea <= 2 * PI / (k + PI - 1)).
Context (Ex : forall t, x (S t) = (1 - ea * (k + PI - 1) / (2 * PI)) * x t - ea * (PI - g (phi t)) * sq / (2 * PI)).
Context (Er : forall t, r (S t) =
  (1 - ea * (PI - 1) / (2 * PI)) * r t + ea / (2 * PI) * ((g (phi t) - 1) * n - x t)).
Context (Ephi : forall t, phi (S t) = fold (phi t - atan (turn (ew t) (r t) (phi t)))).

(** The least angle, the level that the product stays below, and the largest angle's step size. *)
Context (phi2 lo hi : R) (Hphi2 : 0 <= phi2 <= PI).

Let m := ((1 - g phi2) * n - PI * sq / (k + PI - 1)) / (PI - 1).
Let R0 := n / (PI - 1).
Let low := PI * sq / (k + PI - 1).

Context (Hm : 0 < m) (Hlo : 0 < lo) (Hew : forall t, lo <= ew t <= hi).
Context (Hhi : hi * R0 * (PI - phi2) <= 2 * PI).

Definition trapped (t : nat) : Prop :=
  phi2 <= phi t <= PI /\ - R0 <= r t <= - m /\ - low <= x t <= 0.

Lemma m_scaled : m * (PI - 1) = (1 - g phi2) * n - low.
Proof. pose proof pi_bounds as Hpi. unfold m, low. field. lra. Qed.

Lemma R0_scaled : R0 * (PI - 1) = n.
Proof. pose proof pi_bounds as Hpi. unfold R0. field. lra. Qed.

Lemma low_scaled : low * (k + PI - 1) = PI * sq.
Proof. pose proof pi_bounds as Hpi. unfold low. field. lra. Qed.

Lemma low_nonneg : 0 <= low.
Proof.
  pose proof pi_bounds as Hpi. unfold low. apply Rmult_le_pos; [apply Rmult_le_pos; lra|].
  left. apply Rinv_0_lt_compat. lra.
Qed.

(** The least angle is beyond a right angle. *)
Lemma beyond_right : PI / 2 < phi2.
Proof.
  pose proof pi_bounds as Hpi. destruct (Rlt_or_le (PI / 2) phi2) as [H|H]; [exact H|]. exfalso.
  pose proof (g_above_1 phi2 ltac:(lra)) as G. pose proof m_scaled as E. pose proof low_nonneg as L. nra.
Qed.

Let gamma := ea / (2 * PI).
Let kappa := lo * m / 35.

Lemma trapped_step t : trapped t -> trapped (S t) /\
  (PI - phi (S t)) * (1 + kappa * (PI - phi t)) <= PI - phi t.
Proof.
  intros [[P0 P1] [[B0 B1] [X0 X1]]]. pose proof pi_bounds as Hpi. pose proof beyond_right as Hr.
  pose proof (gamma_bounds k ea Hk Hea Hstep) as [G0 G1]. fold gamma in G0, G1.
  pose proof (rho_bounds k ea Hk Hea Hstep) as Hrho.
  assert (Hp : 0 <= phi t <= PI) by lra.
  pose proof (g_bounds _ Hp) as [K0 K1]. pose proof (g_falls phi2 (phi t) ltac:(lra) P0 P1) as K2.
  pose proof m_scaled as Em. pose proof R0_scaled as ER. pose proof low_scaled as El. pose proof low_nonneg as L0.
  assert (Hm' : m <= R0) by lra.
  destruct (Hew t) as [E0 E1].
  set (psi := PI - phi t). assert (Hpsi : 0 <= psi <= PI - phi2) by (unfold psi; lra).
  assert (Spsi : sin (phi t) = sin psi) by (unfold psi; rewrite sin_minus, sin_PI, cos_PI; ring).
  set (y := - turn (ew t) (r t) (phi t)).
  assert (Ey : y = ew t * - r t * psi * sin psi / (2 * PI)) by (unfold y, turn; rewrite Spsi; unfold psi, Rdiv; ring).
  assert (S0 : 2 / PI * psi <= sin psi).
  { pose proof (sine_above_chord (PI / 2) psi ltac:(lra) ltac:(lra)) as C. rewrite sin_PI2 in C.
    apply Rmult_le_reg_r with (PI / 2); [lra|].
    replace (2 / PI * psi * (PI / 2)) with psi by (field; lra). lra. }
  assert (S1 : sin psi <= psi) by (apply sine_below; lra).
  assert (Hi : 0 < / (2 * PI)) by (apply Rinv_0_lt_compat; lra).
  assert (Q0 : 0 <= 2 / PI * psi).
  { apply Rmult_le_pos; [left; apply Rdiv_lt_0_compat; lra | lra]. }
  assert (W0 : lo * m <= ew t * - r t) by (apply Rmult_le_compat; lra).
  assert (W1 : ew t * - r t <= hi * R0) by (apply Rmult_le_compat; lra).
  assert (W2 : 0 < lo * m) by (apply Rmult_lt_0_compat; lra).
  (* y lies between multiples of psi^2. *)
  assert (Y1 : y <= psi).
  { rewrite Ey. apply Rle_trans with (hi * R0 * (PI - phi2) * psi / (2 * PI)).
    - apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat; try lra; [|].
      + apply Rmult_le_pos; lra.
      + apply Rmult_le_compat; lra.
    - apply Rle_trans with (2 * PI * psi / (2 * PI)); [|right; field; lra].
      apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_r; lra. }
  assert (Y0 : lo * m * psi ^ 2 / PI ^ 2 <= y).
  { rewrite Ey. replace (lo * m * psi ^ 2 / PI ^ 2) with (lo * m * psi * (2 / PI * psi) / (2 * PI)) by (field; lra).
    apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat; try lra; [apply Rmult_le_pos; lra|].
    apply Rmult_le_compat_r; lra. }
  assert (P2 : 0 < PI ^ 2) by (apply pow_lt; lra).
  assert (YP : 0 <= y).
  { apply Rle_trans with (2 := Y0). apply Rmult_le_pos; [|left; now apply Rinv_0_lt_compat].
    apply Rmult_le_pos; [lra | apply pow2_ge_0]. }
  pose proof (arctan_below y YP) as A1. pose proof (arctan_nonneg y YP) as A0.
  assert (Ep : phi (S t) = phi t + atan y).
  { rewrite Ephi. replace (turn (ew t) (r t) (phi t)) with (- y) by (unfold y; ring). rewrite atan_opp.
    replace (phi t - - atan y) with (phi t + atan y) by ring.
    rewrite fold_small; rewrite Rabs_pos_eq; try lra; unfold psi in *; lra. }
  split; [split; [|split]|].
  - rewrite Ep. unfold psi in *. lra.
  - assert (Er' : r (S t) = (1 - gamma * (PI - 1)) * r t + gamma * ((g (phi t) - 1) * n - x t))
      by (rewrite Er; unfold gamma; field; lra).
    assert (Erho : 1 - ea * (PI - 1) / (2 * PI) = 1 - gamma * (PI - 1)) by (unfold gamma; field; lra).
    rewrite Erho in Hrho. rewrite Er'. split.
    + assert ((1 - gamma * (PI - 1)) * - R0 <= (1 - gamma * (PI - 1)) * r t) by (apply Rmult_le_compat_l; lra).
      assert (0 <= g (phi t) * n) by (apply Rmult_le_pos; lra).
      assert (gamma * - (R0 * (PI - 1)) <= gamma * ((g (phi t) - 1) * n - x t)) by (apply Rmult_le_compat_l; lra).
      lra.
    + assert ((1 - gamma * (PI - 1)) * r t <= (1 - gamma * (PI - 1)) * - m) by (apply Rmult_le_compat_l; lra).
      assert (g (phi t) * n <= g phi2 * n) by (apply Rmult_le_compat_r; lra).
      assert (gamma * ((g (phi t) - 1) * n - x t) <= gamma * - (m * (PI - 1))) by (apply Rmult_le_compat_l; lra).
      lra.
  - assert (Ex' : x (S t) = (1 - gamma * (k + PI - 1)) * x t - gamma * ((PI - g (phi t)) * sq))
      by (rewrite Ex; unfold gamma; field; lra).
    rewrite Ex'.
    assert (V0 : 0 <= (PI - g (phi t)) * sq) by (apply Rmult_le_pos; lra).
    assert (V1 : (PI - g (phi t)) * sq <= low * (k + PI - 1)) by (rewrite El; apply Rmult_le_compat_r; lra).
    assert (gamma * ((PI - g (phi t)) * sq) <= gamma * (low * (k + PI - 1))) by (apply Rmult_le_compat_l; lra).
    assert (0 <= gamma * ((PI - g (phi t)) * sq)) by (apply Rmult_le_pos; lra).
    assert ((1 - gamma * (k + PI - 1)) * - low <= (1 - gamma * (k + PI - 1)) * x t) by (apply Rmult_le_compat_l; lra).
    assert (0 <= (1 - gamma * (k + PI - 1)) * - x t) by (apply Rmult_le_pos; lra).
    split; lra.
  - (* psi' <= psi - kappa psi^2 <= psi/(1 + kappa psi). *)
    assert (Z : kappa * psi ^ 2 <= atan y).
    { apply Rle_trans with (2 := arctan_above_fraction y YP).
      assert (Yb : y ^ 2 <= 2.4675) by (assert (y <= 1.5708) by lra; nra).
      assert (I1 : / 3.4675 <= / (1 + y ^ 2)).
      { pose proof (pow2_ge_0 y). apply Rinv_le_contravar; lra. }
      assert (I2 : / 9.8697 <= / PI ^ 2) by (apply Rinv_le_contravar; [exact P2 | nra]).
      assert (M0 : 0 <= lo * m * psi ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
      apply Rle_trans with (lo * m * psi ^ 2 * / 9.8697 * / 3.4675).
      - unfold kappa. replace (lo * m / 35 * psi ^ 2) with (lo * m * psi ^ 2 * / 35) by (unfold Rdiv; ring).
        rewrite (Rmult_assoc (lo * m * psi ^ 2)). apply Rmult_le_compat_l; lra.
      - assert (lo * m * psi ^ 2 * / 9.8697 <= y).
        { apply Rle_trans with (2 := Y0). unfold Rdiv. apply Rmult_le_compat_l; lra. }
        assert (0 <= lo * m * psi ^ 2 * / 9.8697) by (apply Rmult_le_pos; lra).
        unfold Rdiv at 1. apply Rmult_le_compat; lra. }
    assert (Kp : 0 < kappa) by (unfold kappa; lra).
    replace (PI - phi (S t)) with (psi - atan y) by (rewrite Ep; unfold psi; ring).
    assert (D : psi - atan y <= psi - kappa * psi ^ 2) by lra.
    assert (0 <= kappa * psi) by (apply Rmult_le_pos; lra).
    apply Rle_trans with ((psi - kappa * psi ^ 2) * (1 + kappa * psi)); [apply Rmult_le_compat_r; lra|].
    replace ((psi - kappa * psi ^ 2) * (1 + kappa * psi)) with (psi - psi * (kappa * psi) ^ 2) by ring.
    assert (0 <= psi * (kappa * psi) ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]). lra.
Qed.

Theorem trapped_run : trapped O -> forall t,
  trapped t /\ PI - phi (S t) <= PI - phi t /\
  (PI - phi t) * (1 + kappa * INR t * (PI - phi O)) <= PI - phi O.
Proof.
  intros H0.
  assert (Kp : 0 < kappa) by (unfold kappa; assert (0 < lo * m) by (apply Rmult_lt_0_compat; lra); lra).
  assert (A : forall t, trapped t /\ (PI - phi t) * (1 + kappa * INR t * (PI - phi O)) <= PI - phi O).
  { induction t as [|t [IH IHb]]; [split; [exact H0 | simpl; lra]|].
    destruct (trapped_step t IH) as [H' D]. split; [exact H'|]. rewrite S_INR.
    destruct IH as [[_ P1] _]. destruct H' as [[_ P1'] _]. destruct H0 as [[_ P0] _].
    set (q := PI - phi (S t)) in *. set (c := PI - phi t) in *. set (z := PI - phi O) in *.
    assert (0 <= q) by (unfold q; lra). assert (0 <= c) by (unfold c; lra). assert (0 <= z) by (unfold z; lra).
    pose proof (pos_INR t) as T. set (P := 1 + kappa * INR t * z) in *.
    assert (HP : 1 <= P) by (unfold P; assert (0 <= kappa * INR t * z) by (apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra]); lra).
    replace (1 + kappa * (INR t + 1) * z) with (P + kappa * z) by (unfold P; ring).
    (* 1 - kappa q is not negative, and c (1 - kappa q) >= q. *)
    assert (U : kappa * q <= 1).
    { assert (0 <= kappa * c) by (apply Rmult_le_pos; lra).
      apply Rmult_le_reg_r with (1 + kappa * c); [lra|].
      assert (kappa * (q * (1 + kappa * c)) <= kappa * c) by (apply Rmult_le_compat_l; lra). lra. }
    assert (V : q <= c * (1 - kappa * q)) by lra.
    assert (Wc : c * P * (1 - kappa * q) <= z * (1 - kappa * q)) by (apply Rmult_le_compat_r; lra).
    assert (q * P <= c * (1 - kappa * q) * P) by (apply Rmult_le_compat_r; lra).
    lra. }
  intros t. destruct (A t) as [H B]. split; [exact H|]. split; [|exact B].
  destruct (trapped_step t H) as [[[_ P1'] _] D]. destruct H as [[_ P1] _].
  assert (0 <= (PI - phi (S t)) * (kappa * (PI - phi t))).
  { apply Rmult_le_pos; [lra | apply Rmult_le_pos; lra]. }
  lra.
Qed.

End Scalars.

(** * The network *)

Section Network.

Context (k p : nat) (b u : vector).
Context (Hb : exists i, (i < k)%nat /\ b i <> 0) (Hv : norm p (shifted p u) = 1).

Let n := dot k b b.
Let sq := total k b ^ 2.
Let v := shifted p u.

(** The shortcut weight whose filter is the opposite of the teacher's. *)
Definition opposite : vector := fun i => - v i - / sqrt (INR p).

Lemma opposite_shifted i : shifted p opposite i = (-1) * v i.
Proof. unfold shifted, opposite. ring. Qed.

Lemma opposite_angle : angle p u opposite = PI.
Proof.
  assert (N : norm p (shifted p opposite) = 1).
  { rewrite (norm_ext p _ _ (fun i _ => opposite_shifted i)), norm_scale, Rabs_left by lra. unfold v. rewrite Hv. ring. }
  apply (angle_PI p u Hv). rewrite cosine_shifted, N.
  rewrite (dot_ext p _ _ _ (shifted p u) (fun i _ => opposite_shifted i)) by reflexivity.
  rewrite dot_scale_l. unfold v. rewrite (teacher_unit p u Hv). field.
Qed.

Lemma distance_to_opposite w : norm p (shifted p w) = 1 -> norm p (minus w opposite) <= PI - angle p u w.
Proof.
  intros Hw. pose proof (angle_bounds p u w) as B. apply norm_le; [lra|].
  rewrite (dot_ext p _ (fun i => 1 * shifted p w i + 1 * v i) _ (fun i => 1 * shifted p w i + 1 * v i))
    by (intros; unfold minus, opposite, v, shifted; ring).
  rewrite dot_self_combination. unfold v. rewrite (teacher_unit p u Hv), <- (norm_square p (shifted p w)), Hw.
  replace (dot p (shifted p w) (shifted p u)) with (cosine p u w) by (rewrite cosine_shifted, Hw; field).
  rewrite <- (cos_angle p u Hv).
  assert (G : cos 0 + 0 ^ 2 / 2 <= cos (PI - angle p u w) + (PI - angle p u w) ^ 2 / 2).
  { apply (growth (fun t => cos t + t ^ 2 / 2) (fun t => t - sin t)); [lra | |].
    - intros t _. auto_derive; [exact I | field].
    - intros t Ht. pose proof (sine_below t). lra. }
  rewrite cos_0, cos_minus, cos_PI, sin_PI in G. lra.
Qed.

Section Rate.

Context (ea : R) (Hea : 0 < ea) (Hstep : ea <= 2 * PI / (INR k + PI - 1)).

Let rho := 1 - ea * (PI - 1) / (2 * PI).

(** The second layer against that of the spurious point. *)
Lemma spurious_step w a : norm k (minus (next_a k p b u ea w a) (best k b 0)) <=
  rho * norm k (minus a (best k b 0)) + ea * g (angle p u w) / (2 * PI) * norm k b.
Proof.
  pose proof pi_bounds as Hpi. destruct (g_bounds _ (angle_bounds p u w)) as [G0 G1].
  set (c := ea * g (angle p u w) / (2 * PI)). set (q := best k b 0).
  assert (C : 0 <= c).
  { unfold c, Rdiv. apply Rmult_le_pos; [apply Rmult_le_pos; lra | left; apply Rinv_0_lt_compat; lra]. }
  pose proof (proj2 (gradient_a_zero k p b u Hb opposite q)) as Z. rewrite opposite_angle, g_PI in Z.
  specialize (Z (fun i _ => eq_refl)).
  rewrite (norm_ext k _ (fun i => (fun i => rho * minus a q i - ea / (2 * PI) * total k (minus a q)) i + c * b i)).
  - apply Rle_trans with (1 := norm_triangle k _ _). rewrite norm_scale, (Rabs_pos_eq c C).
    apply Rplus_le_compat_r. now apply (linear_part k b Hb).
  - intros i Hi. specialize (Z i Hi). rewrite gradient_a_closed, opposite_angle, g_PI in Z by exact Hi.
    unfold minus, next_a. rewrite gradient_a_closed, total_minus by exact Hi.
    assert (Z' : total k q + (PI - 1) * q i - total k b + b i = 0).
    { apply Rmult_integral in Z. destruct Z as [Z|Z]; [exfalso; apply (Rinv_neq_0_compat (2 * PI)); [lra | exact Z] | lra]. }
    assert (Eq : total k q = total k b - b i - (PI - 1) * q i) by lra.
    rewrite Eq. unfold rho, c. field. lra.
Qed.

End Rate.

(** The theorem. [m] is the level that the product stays below, the third condition bounds the step size by the
    angle. [trap_exists]: below the threshold some angle below pi has a level; [spurious_start]: a may start at
    its spurious value. *)
Theorem spurious_trap (w0 a0 : vector) (ea : R) (ew : nat -> R) (phi2 lo hi : R) :
  let m := ((1 - g phi2) * n - PI * sq / (INR k + PI - 1)) / (PI - 1) in
  0 <= phi2 <= PI -> 0 < m ->
  0 < ea <= 2 * PI / (INR k + PI - 1) ->
  0 < lo -> (forall t, lo <= ew t <= hi) -> hi * (n / (PI - 1)) * (PI - phi2) <= 2 * PI ->
  norm p (shifted p w0) = 1 -> phi2 <= angle p u w0 ->
  - (n / (PI - 1)) <= product k b a0 <= - m ->
  - (PI * sq / (INR k + PI - 1)) <= excess k b a0 <= 0 ->
  let w t := fst (descent k p b u ea ew (w0, a0) t) in
  let a t := snd (descent k p b u ea ew (w0, a0) t) in
  let psi t := PI - angle p u (w t) in
  (forall t, angle p u (w t) >= phi2 /\ product k b (a t) <= - m) /\
  (forall t, norm p (minus (w t) opposite) <= psi t /\ psi t * (1 + lo * m / 35 * INR t * psi O) <= psi O) /\
  (forall T j, norm k (minus (a (T + j)%nat) (best k b 0)) <=
    (1 - ea * (PI - 1) / (2 * PI)) ^ j * norm k (minus (a T) (best k b 0)) + psi T ^ 3 / (3 * (PI - 1)) * norm k b) /\
  is_lim_seq (fun t => norm p (minus (w t) opposite)) 0 /\
  is_lim_seq (fun t => norm k (minus (a t) (best k b 0))) 0 /\
  0 < loss k p b u opposite (best k b 0) /\
  (forall t, loss k p b u opposite (best k b 0) <= loss k p b u (w t) (a t)).
Proof.
  intros m Hphi2 Hm [Hea Hstep] Hlo Hew Hhi Hw0 Hstart Hr Hx w a psi. pose proof pi_bounds as Hpi.
  pose proof (length_positive k b Hb) as Hn. pose proof (patches k b Hb) as Hk.
  assert (Hsq : 0 <= sq) by apply pow2_ge_0.
  assert (Sw : forall t, w (S t) = next_w k p b u (ew t) (w t) (a t)).
  { intros t. unfold w, a. cbn [descent]. destruct (descent k p b u ea ew (w0, a0) t). reflexivity. }
  assert (Sa : forall t, a (S t) = next_a k p b u ea (w t) (a t)).
  { intros t. unfold w, a. cbn [descent]. destruct (descent k p b u ea ew (w0, a0) t). reflexivity. }
  assert (U : forall t, norm p (shifted p (w t)) = 1) by (intros t; apply descent_unit; assumption).
  assert (B : forall t, 0 <= psi t <= PI) by (intros t; unfold psi; pose proof (angle_bounds p u (w t)); lra).
  assert (R : forall t, trapped (INR k) n sq (fun t => excess k b (a t)) (fun t => product k b (a t))
      (fun t => angle p u (w t)) phi2 t /\ psi (S t) <= psi t /\
      psi t * (1 + lo * m / 35 * INR t * psi O) <= psi O).
  { apply (trapped_run (INR k) n sq ea ew (fun t => excess k b (a t)) (fun t => product k b (a t))
      (fun t => angle p u (w t))) with (hi := hi); try assumption.
    - intros t. rewrite Sa. apply excess_step.
    - intros t. rewrite Sa. apply product_step.
    - intros t. rewrite Sw. now apply angle_step.
    - split; [split; [exact Hstart | apply angle_bounds] | split; assumption]. }
  assert (Mono : forall T j, psi (T + j)%nat <= psi T).
  { intros T j. induction j as [|j IH]; [rewrite Nat.add_0_r; lra|]. rewrite Nat.add_succ_r.
    destruct (R (T + j)%nat) as [_ [H _]]. lra. }
  pose proof (rho_bounds (INR k) ea Hk Hea Hstep) as Hrho. set (rho := 1 - ea * (PI - 1) / (2 * PI)) in *.
  assert (Nb : 0 <= norm k b) by apply norm_nonneg.
  assert (W : forall t, norm p (minus (w t) opposite) <= psi t) by (intros t; now apply distance_to_opposite).
  assert (Lpsi : is_lim_seq psi 0).
  { apply slow_limit with (c := lo * m / 35); [|apply B | apply R].
    assert (0 < lo * m) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (D : forall T j, norm k (minus (a (T + j)%nat) (best k b 0)) <=
    rho ^ j * norm k (minus (a T) (best k b 0)) + psi T ^ 3 / (3 * (PI - 1)) * norm k b).
  { intros T. set (c := psi T ^ 3 / (3 * (PI - 1)) * norm k b).
    assert (C0 : 0 <= c).
    { unfold c. apply Rmult_le_pos; [|exact Nb]. apply Rmult_le_pos; [apply pow_le, B|].
      left. apply Rinv_0_lt_compat. lra. }
    induction j as [|j IH]; [rewrite Nat.add_0_r; simpl; lra|]. rewrite Nat.add_succ_r, Sa.
    apply Rle_trans with (1 := spurious_step ea Hea Hstep (w (T + j)%nat) (a (T + j)%nat)). fold rho.
    assert (F : ea * g (angle p u (w (T + j)%nat)) / (2 * PI) * norm k b <= (1 - rho) * c).
    { assert (Gc : g (angle p u (w (T + j)%nat)) <= psi T ^ 3 / 3).
      { apply Rle_trans with (1 := g_cubic _ (angle_bounds p u (w (T + j)%nat))).
        apply Rmult_le_compat_r; [lra|]. apply pow_incr. split; [apply (B (T + j)%nat) | apply Mono]. }
      replace ((1 - rho) * c) with (ea * (psi T ^ 3 / 3) / (2 * PI) * norm k b) by (unfold rho, c; field; lra).
      apply Rmult_le_compat_r; [exact Nb|]. apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|].
      apply Rmult_le_compat_l; lra. }
    assert (rho * norm k (minus (a (T + j)%nat) (best k b 0))
      <= rho * (rho ^ j * norm k (minus (a T) (best k b 0)) + c)) by (apply Rmult_le_compat_l; lra).
    cbn [pow]. lra. }
  split; [|split; [|split; [|split; [|split; [|split]]]]].
  - intros t. destruct (R t) as [[[H _] [[_ H'] _]] _]. split; [now apply Rle_ge | exact H'].
  - intros t. split; [apply W | apply R].
  - exact D.
  - apply (is_lim_seq_le_le (fun _ => 0) _ psi); [|apply is_lim_seq_const | exact Lpsi].
    intros t. split; [apply norm_nonneg | apply W].
  - apply (driven_limit _ psi rho (norm k b / (3 * (PI - 1)))); [lra | | intros; apply norm_nonneg | exact Lpsi|].
    + apply Rmult_le_pos; [exact Nb | left; apply Rinv_0_lt_compat; lra].
    + intros T j. apply Rle_trans with (1 := D T j). right. field. lra.
  - pose proof (loss_nonneg k p b u opposite (best k b 0)) as H.
    destruct (Rle_lt_or_eq_dec _ _ H) as [L|L]; [exact L|]. exfalso. symmetry in L.
    apply (zero_loss k p b u Hb) in L. destruct L as [L _]. rewrite opposite_angle in L. lra.
  - (* The expansion around the spurious point: the product is negative. *)
    intros t. assert (X : 0 <= 4 * PI * (loss k p b u (w t) (a t) - loss k p b u opposite (best k b 0))).
    { rewrite (loss_expansion k p b u Hb) by (intros; now rewrite opposite_angle, g_PI).
      rewrite opposite_angle, g_PI. destruct (R t) as [[_ [[_ H'] _]] _]. unfold product in H'. fold m in H'.
      destruct (g_bounds _ (angle_bounds p u (w t))) as [G0 _].
      pose proof (pow2_ge_0 (total k (minus (a t) (best k b 0)))) as P0.
      pose proof (dot_self_nonneg k (minus (a t) (best k b 0))) as P1.
      assert (0 <= g (angle p u (w t)) * - dot k (a t) b) by (apply Rmult_le_pos; lra).
      assert (0 <= (PI - 1) * dot k (minus (a t) (best k b 0)) (minus (a t) (best k b 0))) by (apply Rmult_le_pos; lra).
      lra. }
    assert (0 <= loss k p b u (w t) (a t) - loss k p b u opposite (best k b 0)); [|lra].
    apply Rmult_le_reg_l with (4 * PI); lra.
Qed.

(** Below the threshold there is such a region. *)
Theorem trap_exists : PI * sq < (INR k + PI - 1) * n -> exists phi2, 0 <= phi2 < PI /\
  0 < ((1 - g phi2) * n - PI * sq / (INR k + PI - 1)) / (PI - 1).
Proof.
  intros H. pose proof pi_bounds as Hpi. pose proof (length_positive k b Hb) as Hn. fold n in Hn.
  pose proof (patches k b Hb) as Hk. set (low := PI * sq / (INR k + PI - 1)).
  assert (L : low < n).
  { unfold low. apply Rmult_lt_reg_r with (INR k + PI - 1); [lra|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. lra. }
  set (psi := Rmin 1 ((n - low) / n)).
  assert (P0 : 0 < psi) by (apply Rmin_glb_lt; [lra | apply Rdiv_lt_0_compat; lra]).
  assert (P1 : psi <= 1) by apply Rmin_l.
  assert (P2 : psi * n <= n - low).
  { replace (n - low) with ((n - low) / n * n) by (field; lra). apply Rmult_le_compat_r; [lra | apply Rmin_r]. }
  exists (PI - psi). split; [lra|]. apply Rdiv_lt_0_compat; [|lra].
  pose proof (g_cubic (PI - psi) ltac:(lra)) as G. replace (PI - (PI - psi)) with psi in G by ring.
  assert (Q : psi ^ 3 <= psi).
  { replace psi with (psi * 1) at 2 by ring. replace (psi ^ 3) with (psi * psi ^ 2) by ring.
    apply Rmult_le_compat_l; [lra|]. rewrite <- (pow1 2). apply pow_incr. lra. }
  assert (g (PI - psi) * n <= psi / 3 * n) by (apply Rmult_le_compat_r; lra).
  assert (0 < psi * n) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma spurious_start phi2 : 0 <= phi2 <= PI ->
  - (n / (PI - 1)) <= product k b (best k b 0) <= - (((1 - g phi2) * n - PI * sq / (INR k + PI - 1)) / (PI - 1)) /\
  - (PI * sq / (INR k + PI - 1)) <= excess k b (best k b 0) <= 0.
Proof.
  intros H. pose proof pi_bounds as Hpi. pose proof (length_positive k b Hb) as Hn. fold n in Hn.
  pose proof (patches k b Hb) as Hk. assert (Hsq : 0 <= sq) by apply pow2_ge_0.
  destruct (g_bounds phi2 H) as [G0 _].
  assert (Hl : 0 <= PI * sq / (INR k + PI - 1)).
  { apply Rmult_le_pos; [apply Rmult_le_pos; lra | left; apply Rinv_0_lt_compat; lra]. }
  assert (Hi : 0 < / (PI - 1)) by (apply Rinv_0_lt_compat; lra).
  unfold product, excess. rewrite (best_product k b Hb), (best_total k b Hb). unfold level. fold n sq.
  set (low := PI * sq / (INR k + PI - 1)) in *.
  replace ((0 - 1) / (PI - 1) * n + sq * (PI - 0) / ((PI - 1) * (INR k + PI - 1)))
    with ((low - n) * / (PI - 1)) by (unfold low; field; lra).
  replace (total k b * (total k b * (INR k + 0 - 1) / (INR k + PI - 1)) - sq) with (- low)
    by (unfold low, sq; field; lra).
  split; [split|lra].
  - replace (- (n / (PI - 1))) with (- n * / (PI - 1)) by (unfold Rdiv; ring). apply Rmult_le_compat_r; lra.
  - replace (- (((1 - g phi2) * n - low) / (PI - 1))) with ((low - (1 - g phi2) * n) * / (PI - 1))
      by (unfold Rdiv; ring).
    apply Rmult_le_compat_r; [lra|]. assert (0 <= g phi2 * n) by (apply Rmult_le_pos; lra). lra.
Qed.

End Network.
