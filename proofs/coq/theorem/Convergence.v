(** Gradient descent finds the teacher, for every number k of patches and every dimension p.

    The start is the paper's: the shortcut weight 0, a second layer in the ball of radius |1'b|/sqrt k. Stage I takes T
    small steps of w, Stage II larger ones. *)

From Coq Require Import Reals Lra Lia.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
From Lemmabox.theorem Require Import Vectors Angle Network Descent Stages.
Local Open Scope R_scope.

Definition schedule (T : nat) (e1 e2 : R) (t : nat) : R := if Nat.ltb t T then e1 else e2.

(** A sequence driven by a geometric one falls geometrically. *)
Lemma driven (y : nat -> R) rho c l nu C : 0 <= rho -> 0 <= l <= nu -> 0 <= c -> c <= (nu - rho) * C ->
  y O <= C -> (forall j, y (S j) <= rho * y j + c * l ^ j) -> forall j, y j <= C * nu ^ j.
Proof.
  intros Hr Hl Hc Hd H0 Hy. induction j as [|j IH]; [simpl; lra|].
  apply Rle_trans with (1 := Hy j). cbn [pow].
  assert (Hp : 0 <= nu ^ j) by (apply pow_le; lra).
  assert (Hpl : l ^ j <= nu ^ j) by (apply pow_incr; lra).
  assert (rho * y j <= rho * (C * nu ^ j)) by (apply Rmult_le_compat_l; lra).
  assert (c * l ^ j <= c * nu ^ j) by (apply Rmult_le_compat_l; lra).
  assert (c * nu ^ j <= (nu - rho) * C * nu ^ j) by (apply Rmult_le_compat_r; lra).
  lra.
Qed.

(** After ln(C/eps)/mu steps a rate of 1 - mu has brought C below eps. *)
Lemma enough_steps mu C eps j : 0 < mu <= 1 -> 0 < C -> 0 < eps -> ln (C / eps) / mu <= INR j ->
  C * (1 - mu) ^ j <= eps.
Proof.
  intros Hm HC He H. assert (Q : 0 < C / eps) by now apply Rdiv_lt_0_compat.
  apply Rle_trans with (C * exp (- ln (C / eps))).
  - apply Rmult_le_compat_l; [lra|]. apply Rle_trans with (1 := power_below_exp mu j ltac:(lra)).
    apply exp_monotone. assert (ln (C / eps) <= mu * INR j); [|lra].
    replace (ln (C / eps)) with (mu * (ln (C / eps) / mu)) by (field; lra). apply Rmult_le_compat_l; lra.
  - rewrite exp_Ropp, exp_ln by exact Q. right. field. lra.
Qed.

Section Convergence.

Context (k p : nat) (b u : vector).
Context (Hp : (0 < p)%nat) (Hb : exists i, (i < k)%nat /\ b i <> 0).
Context (Hv : norm p (shifted p u) = 1) (Hu : norm p u <= 1).

Let n := dot k b b.
Let sq := total k b ^ 2.

Lemma n_positive : 0 < n.
Proof. destruct Hb as [i [Hi H]]. now apply (dot_self_positive k b i). Qed.

Lemma k_large : 1 <= INR k.
Proof.
  destruct Hb as [i [Hi _]]. replace 1 with (INR 1) by reflexivity. apply le_INR.
  apply Nat.le_trans with (S i); [apply le_n_S, Nat.le_0_l | exact Hi].
Qed.

(** ** The start *)

Let zero : vector := fun _ => 0.

Lemma zero_unit : norm p (shifted p zero) = 1.
Proof.
  assert (P : 0 < INR p) by now apply lt_0_INR. pose proof (sqrt_lt_R0 _ P) as Q.
  unfold norm. replace (dot p (shifted p zero) (shifted p zero)) with 1; [apply sqrt_1|].
  rewrite (dot_ext p _ (fun _ => / sqrt (INR p)) _ (fun _ => / sqrt (INR p)))
    by (intros; unfold shifted, zero; ring).
  rewrite dot_constant_l, total_constant. rewrite <- (sqrt_sqrt (INR p)) at 2 by lra. field. lra.
Qed.

(** The shortcut prior: the first angle is at most pi/3. *)
Lemma start_angle : 0 <= angle p u zero <= PI / 3.
Proof.
  pose proof pi_bounds as Hpi. pose proof (angle_bounds p u zero) as B. split; [lra|].
  pose proof (distance_square p u Hv zero zero_unit) as E.
  assert (L : dot p (minus zero u) (minus zero u) <= 1).
  { rewrite (dot_ext p _ (fun i => (-1) * u i) _ (fun i => (-1) * u i)) by (intros; unfold minus, zero; ring).
    rewrite dot_scale_l, dot_scale_r, <- norm_square. pose proof (norm_nonneg p u) as N. nra. }
  destruct (Rle_or_lt (angle p u zero) (PI / 3)) as [H|H]; [exact H|].
  assert (C : cos (angle p u zero) < cos (PI / 3)) by (apply cos_decreasing_1; lra).
  rewrite cos_PI3 in C. lra.
Qed.

Section Start.

Context (a0 : vector) (Ha0 : norm k a0 <= Rabs (total k b) / sqrt (INR k)).

Lemma start_square : INR k * dot k a0 a0 <= sq.
Proof.
  pose proof k_large as Hk. assert (Q : 0 < sqrt (INR k)) by (apply sqrt_lt_R0; lra).
  rewrite <- norm_square. pose proof (norm_nonneg k a0) as N.
  assert (H : sqrt (INR k) * norm k a0 <= Rabs (total k b)).
  { replace (Rabs (total k b)) with (sqrt (INR k) * (Rabs (total k b) / sqrt (INR k))) by (field; lra).
    apply Rmult_le_compat_l; lra. }
  rewrite <- (sqrt_sqrt (INR k)) by lra. unfold sq. rewrite <- (pow2_abs (total k b)).
  replace (sqrt (INR k) * sqrt (INR k) * norm k a0 ^ 2) with ((sqrt (INR k) * norm k a0) ^ 2) by ring.
  apply pow_incr. split; [apply Rmult_le_pos; lra | exact H].
Qed.

Lemma sum_square : sq <= INR k * n.
Proof. apply total_square. Qed.

Lemma start_shorter : dot k a0 a0 <= n.
Proof. pose proof start_square. pose proof sum_square. pose proof k_large. nra. Qed.

(** [|x| <= y] from squares. *)
Lemma below_by_square x y : 0 <= y -> x ^ 2 <= y ^ 2 -> - y <= x <= y.
Proof. intros Hy H. split; nra. Qed.

Lemma start_excess : -2 * sq <= excess k b a0 <= 0.
Proof.
  assert (H : - sq <= total k b * total k a0 <= sq); [|unfold excess; fold sq; lra].
  assert (S0 : 0 <= sq) by apply pow2_ge_0. apply below_by_square; [exact S0|].
  rewrite Rpow_mult_distr. fold sq. pose proof (total_square k a0) as T. pose proof start_square as H.
  replace (sq ^ 2) with (sq * sq) by ring. apply Rmult_le_compat_l; lra.
Qed.

Lemma start_product : - n <= product k b a0 <= n.
Proof.
  pose proof n_positive as Hn. apply below_by_square; [lra|]. unfold product.
  apply Rle_trans with (1 := cauchy_schwarz k a0 b). fold n. replace (n ^ 2) with (n * n) by ring.
  apply Rmult_le_compat_r; [lra | exact start_shorter].
Qed.

Lemma start_distance : norm k (minus a0 b) <= 2 * norm k b.
Proof.
  apply Rle_trans with (1 := norm_triangle_minus k a0 b).
  assert (norm k a0 <= norm k b); [|lra]. unfold norm. apply sqrt_le_1_alt. exact start_shorter.
Qed.

(** ** The second layer *)

Section Rate.

Context (ea : R) (Hea : 0 < ea) (Hstep : ea <= 2 * PI / (INR k + PI - 1)).

Let rho := 1 - ea * (PI - 1) / (2 * PI).

Lemma linear_part d : norm k (fun i => rho * d i - ea / (2 * PI) * total k d) <= rho * norm k d.
Proof.
  pose proof pi_bounds as Hpi. pose proof k_large as Hk.
  pose proof (gamma_bounds (INR k) ea Hk Hea Hstep) as [G0 G1]. set (gamma := ea / (2 * PI)) in *.
  assert (Er : rho = 1 - gamma * (PI - 1)) by (unfold rho, gamma; field; lra).
  assert (Hk0 : 0 <= gamma * INR k) by (apply Rmult_le_pos; lra).
  apply norm_le; [apply Rmult_le_pos; [lra | apply norm_nonneg]|].
  rewrite (dot_ext k _ (fun i => rho * d i + - gamma * (fun _ => total k d) i)
    _ (fun i => rho * d i + - gamma * (fun _ => total k d) i)) by (intros; ring).
  rewrite dot_self_combination, dot_constant_r, dot_constant_l, total_constant, Rpow_mult_distr, norm_square.
  pose proof (pow2_ge_0 (total k d)) as T.
  assert (0 <= gamma * (2 * rho - gamma * INR k) * total k d ^ 2).
  { apply Rmult_le_pos; [apply Rmult_le_pos; lra | exact T]. }
  nra.
Qed.

Theorem distance_step w a : norm k (minus (next_a k p b u ea w a) b) <=
  rho * norm k (minus a b) + ea * (PI - g (angle p u w)) / (2 * PI) * norm k b.
Proof.
  pose proof pi_bounds as Hpi. destruct (g_bounds _ (angle_bounds p u w)) as [G0 G1].
  set (c := ea * (PI - g (angle p u w)) / (2 * PI)).
  assert (C : 0 <= c).
  { unfold c, Rdiv. apply Rmult_le_pos; [apply Rmult_le_pos; lra | left; apply Rinv_0_lt_compat; lra]. }
  set (d := minus a b).
  rewrite (norm_ext k _ (minus (fun i => rho * d i - ea / (2 * PI) * total k d) (fun i => c * b i))).
  - apply Rle_trans with (1 := norm_triangle_minus k _ _). rewrite norm_scale, (Rabs_pos_eq c C).
    apply Rplus_le_compat_r, linear_part.
  - intros i Hi. change (next_a k p b u ea w a i - b i
      = rho * d i - ea / (2 * PI) * total k d - c * b i).
    rewrite next_a_closed by exact Hi. reflexivity.
Qed.

(** With the quadratic bound of pi - g. *)
Theorem distance_step_quadratic w a : norm k (minus (next_a k p b u ea w a) b) <=
  rho * norm k (minus a b) + ea * angle p u w ^ 2 / 4 * norm k b.
Proof.
  pose proof pi_bounds as Hpi. apply Rle_trans with (1 := distance_step w a). apply Rplus_le_compat_l.
  apply Rmult_le_compat_r; [apply norm_nonneg|].
  pose proof (g_quadratic _ (angle_bounds p u w)) as G.
  replace (ea * angle p u w ^ 2 / 4) with (ea * (PI * angle p u w ^ 2 / 2) / (2 * PI)) by (field; lra).
  apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|]. apply Rmult_le_compat_l; lra.
Qed.

(** The distance stays bounded, whatever w does. *)
Lemma distance_bounded w a : norm k (minus a b) <= 2 * norm k b ->
  norm k (minus (next_a k p b u ea w a) b) <= 2 * norm k b.
Proof.
  intros H. pose proof pi_bounds as Hpi. pose proof k_large as Hk.
  pose proof (gamma_bounds (INR k) ea Hk Hea Hstep) as [G0 G1].
  destruct (g_bounds _ (angle_bounds p u w)) as [K0 K1]. pose proof (norm_nonneg k b) as N.
  apply Rle_trans with (1 := distance_step w a).
  set (gamma := ea / (2 * PI)) in *.
  assert (Er : rho = 1 - gamma * (PI - 1)) by (unfold rho, gamma; field; lra).
  replace (ea * (PI - g (angle p u w)) / (2 * PI)) with (gamma * (PI - g (angle p u w)))
    by (unfold gamma; field; lra).
  assert (Hk0 : 0 <= gamma * INR k) by (apply Rmult_le_pos; lra).
  assert (rho * norm k (minus a b) <= rho * (2 * norm k b)) by (apply Rmult_le_compat_l; lra).
  assert (gamma * (PI - g (angle p u w)) <= gamma * (2 * (PI - 1))) by (apply Rmult_le_compat_l; lra).
  assert (gamma * (PI - g (angle p u w)) * norm k b <= gamma * (2 * (PI - 1)) * norm k b)
    by (apply Rmult_le_compat_r; lra).
  rewrite Er in *. lra.
Qed.

End Rate.

End Start.

(** ** The theorem *)

Theorem two_stage_descent (a0 : vector) (ea e1 e2 : R) (T : nat) :
  norm k a0 <= Rabs (total k b) / sqrt (INR k) ->
  0 < ea <= 2 * PI / (INR k + PI - 1) ->
  0 < e1 <= 3 / 10 * ea / n ->
  0 < e2 <= 2 / (n + 2 * sq / (PI - 1)) ->
  5 * PI / ((PI - 1) * ea) <= INR T ->
  let w t := fst (descent k p b u ea (schedule T e1 e2) (zero, a0) t) in
  let a t := snd (descent k p b u ea (schedule T e1 e2) (zero, a0) t) in
  let mu := Rmin (ea * (PI - 1) / (4 * PI)) (19 / 1000 * e2 * n) in
  (forall t, angle p u (w t) <= 5 * PI / 12) /\
  (forall j, norm p (minus (w (T + j)%nat) u) <= angle p u (w (T + j)%nat) /\
    angle p u (w (T + j)%nat) <= 5 * PI / 12 * (1 - 19 / 1000 * e2 * n) ^ j) /\
  (forall j, norm k (minus (a (T + j)%nat) b) <= 3 * norm k b * (1 - mu) ^ j) /\
  (forall j, 0 <= loss k p b u (w (T + j)%nat) (a (T + j)%nat) <= (INR k + 3) * n * ((1 - mu) ^ 2) ^ j) /\
  (forall eps j, 0 < eps -> ln (Rmax (5 * PI / 12) (3 * norm k b) / eps) / mu <= INR j ->
    norm p (minus (w (T + j)%nat) u) <= eps /\ norm k (minus (a (T + j)%nat) b) <= eps) /\
  (forall eps j, 0 < eps -> ln ((INR k + 3) * n / eps) / (mu * (2 - mu)) <= INR j ->
    loss k p b u (w (T + j)%nat) (a (T + j)%nat) <= eps) /\
  (forall i, (i < p)%nat -> is_lim_seq (fun t => w t i) (u i)) /\
  (forall i, (i < k)%nat -> is_lim_seq (fun t => a t i) (b i)) /\
  is_lim_seq (fun t => loss k p b u (w t) (a t)) 0.
Proof.
  intros Ha0 [Hea Hstep] He1 He2 HT w a mu. pose proof pi_bounds as Hpi. pose proof n_positive as Hn.
  pose proof k_large as Hk. set (ew := schedule T e1 e2) in *.
  assert (Hsq : 0 <= sq) by apply pow2_ge_0.
  assert (Sw : forall t, w (S t) = next_w k p b u (ew t) (w t) (a t)).
  { intros t. unfold w, a. cbn [descent]. destruct (descent k p b u ea ew (zero, a0) t). reflexivity. }
  assert (Sa : forall t, a (S t) = next_a k p b u ea (w t) (a t)).
  { intros t. unfold w, a. cbn [descent]. destruct (descent k p b u ea ew (zero, a0) t). reflexivity. }
  assert (U : forall t, norm p (shifted p (w t)) = 1).
  { intros t. apply descent_unit; [exact Hv | exact zero_unit]. }
  (* The three scalars. *)
  destruct (two_stages (INR k) n sq ea ew (fun t => excess k b (a t)) (fun t => product k b (a t))
    (fun t => angle p u (w t)) Hk Hn Hsq sum_square Hea Hstep) with (e1 := e1) (e2 := e2) (T := T) as [A L];
    try assumption.
  { intros t. rewrite Sa. apply excess_step. }
  { intros t. rewrite Sa. apply product_step. }
  { intros t. rewrite Sw. now apply angle_step. }
  { intros t Ht. unfold ew, schedule. apply Nat.ltb_lt in Ht. now rewrite Ht. }
  { intros j. unfold ew, schedule. replace (Nat.ltb (T + j) T) with false; [reflexivity|].
    symmetry. apply Nat.ltb_ge. lia. }
  { now apply start_excess. }
  { now apply start_product. }
  { exact start_angle. }
  (* Rates. *)
  set (lambda := 1 - 19 / 1000 * e2 * n) in *.
  assert (Hlam : 0 <= lambda < 1).
  { apply (lambda_bounds (INR k) n sq Hn Hsq sum_square e2); [lra|].
    pose proof (M_bounds (INR k) n sq Hn Hsq sum_square) as [HM _].
    set (M := n + 2 * sq / (PI - 1)) in *. replace 2 with (2 / M * M) by (field; lra).
    apply Rmult_le_compat_r; lra. }
  pose proof (rho_bounds (INR k) ea Hk Hea Hstep) as Hrho. set (rho := 1 - ea * (PI - 1) / (2 * PI)) in *.
  assert (Hhalf : ea * (PI - 1) / (4 * PI) = (1 - rho) / 2) by (unfold rho; field; lra).
  assert (Hmu0 : 0 < mu) by (unfold mu; apply Rmin_glb_lt; [lra | unfold lambda in Hlam; lra]).
  assert (Hmu1 : mu <= ea * (PI - 1) / (4 * PI)) by apply Rmin_l.
  assert (Hmu2 : mu <= 19 / 1000 * e2 * n) by apply Rmin_r.
  assert (Hmu : 0 <= 1 - mu < 1) by lra.
  assert (Hlm : lambda <= 1 - mu) by (unfold lambda; lra).
  assert (P12 : (5 * PI / 12) ^ 2 <= 1.7136) by nra.
  pose proof (norm_nonneg k b) as Nb. assert (En : norm k b ^ 2 = n) by apply norm_square.
  (* The squared angle. *)
  assert (Q : forall j, angle p u (w (T + j)%nat) ^ 2 <= 1.7136 * (lambda ^ j) ^ 2).
  { intros j. destruct (L j) as [_ H]. destruct (A (T + j)%nat) as [H0 _].
    assert (0 <= lambda ^ j) by (apply pow_le; lra).
    apply Rle_trans with ((5 * PI / 12 * lambda ^ j) ^ 2); [apply pow_incr; lra|].
    rewrite Rpow_mult_distr. apply Rmult_le_compat_r; [apply pow2_ge_0 | exact P12]. }
  assert (G : forall j, 0 <= PI - g (angle p u (w (T + j)%nat)) <= PI * ((1071 / 1250) * (lambda ^ j) ^ 2)).
  { intros j. pose proof (angle_bounds p u (w (T + j)%nat)) as Ba. pose proof (g_bounds _ Ba).
    pose proof (g_quadratic _ Ba). specialize (Q j). split; [lra|].
    apply Rle_trans with (PI * angle p u (w (T + j)%nat) ^ 2 / 2); [assumption|].
    unfold Rdiv. rewrite Rmult_assoc. apply Rmult_le_compat_l; lra. }
  assert (D2 : forall t, norm k (minus (a t) b) <= 2 * norm k b).
  { induction t as [|t IH]; [now apply start_distance|]. rewrite Sa. now apply distance_bounded. }
  assert (D : forall j, norm k (minus (a (T + j)%nat) b) <= 3 * norm k b * (1 - mu) ^ j).
  { apply (driven _ rho (ea * (1071 / 2500) * norm k b) lambda); try lra.
    - apply Rmult_le_pos; lra.
    - apply Rle_trans with (ea * (PI - 1) / (4 * PI) * (3 * norm k b)); [|apply Rmult_le_compat_r; lra].
      replace (ea * (PI - 1) / (4 * PI) * (3 * norm k b)) with (ea * norm k b * (3 / 4 * (PI - 1) * / PI))
        by (field; lra).
      replace (ea * (1071 / 2500) * norm k b) with (ea * norm k b * (1071 / 2500)) by ring.
      apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|].
      apply Rmult_le_reg_r with PI; [lra|]. rewrite Rmult_assoc, Rinv_l by lra. lra.
    - rewrite Nat.add_0_r. specialize (D2 T). lra.
    - intros j. rewrite Nat.add_succ_r, Sa.
      apply Rle_trans with (1 := distance_step ea Hea Hstep (w (T + j)%nat) (a (T + j)%nat)).
      apply Rplus_le_compat_l. destruct (G j) as [G0 G1].
      assert (L0 : 0 <= lambda ^ j) by (apply pow_le; lra).
      assert (L1 : lambda ^ j <= 1) by (rewrite <- (pow1 j); apply pow_incr; lra).
      replace (ea * (1071 / 2500) * norm k b * lambda ^ j) with (ea * (PI * ((1071 / 1250) * lambda ^ j)) / (2 * PI) * norm k b)
        by (field; lra).
      apply Rmult_le_compat_r; [exact Nb|].
      apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|].
      apply Rmult_le_compat_l; [lra|]. apply Rle_trans with (1 := G1). apply Rmult_le_compat_l; [lra|]. nra. }
  assert (W : forall j, norm p (minus (w (T + j)%nat) u) <= angle p u (w (T + j)%nat) /\
    angle p u (w (T + j)%nat) <= 5 * PI / 12 * lambda ^ j).
  { intros j. split; [apply distance_below_angle; [exact Hv | apply U] | apply L]. }
  assert (P : forall j, 0 <= lambda ^ j <= (1 - mu) ^ j).
  { intros j. split; [apply pow_le; lra | apply pow_incr; lra]. }
  (* The loss. *)
  assert (HL : forall j, 0 <= loss k p b u (w (T + j)%nat) (a (T + j)%nat)
    <= (INR k + 3) * n * ((1 - mu) ^ 2) ^ j).
  { intros j. split; [apply loss_nonneg|]. rewrite loss_difference, <- pow_mult, Nat.mul_comm, pow_mult.
    specialize (D j). specialize (D2 (T + j)%nat). destruct (G j) as [G0 G1]. destruct (P j) as [P0 P1].
    set (aj := a (T + j)%nat) in *. set (wj := w (T + j)%nat) in *.
    set (z := (1 - mu) ^ j) in *. set (l := lambda ^ j) in *.
    pose proof (total_square k (minus aj b)) as TS.
    pose proof (norm_nonneg k (minus aj b)) as Nd.
    assert (Dd : dot k (minus aj b) (minus aj b) <= 9 * n * z ^ 2).
    { rewrite <- norm_square, <- En.
      replace (9 * norm k b ^ 2 * z ^ 2) with ((3 * norm k b * z) ^ 2) by ring. apply pow_incr. lra. }
    assert (Dot : dot k aj b <= 3 * n).
    { replace (dot k aj b) with (dot k (minus aj b) b + n)
        by (unfold minus, n; rewrite dot_minus_l; ring).
      pose proof (Rle_trans _ _ _ (Rle_abs _) (dot_le_norms k (minus aj b) b)) as H. nra. }
    assert (Pos : 0 <= dot k (minus aj b) (minus aj b)) by apply dot_self_nonneg.
    assert (Lz : l ^ 2 <= z ^ 2) by (apply pow_incr; lra).
    assert (Nz : 0 <= n * z ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]).
    assert (B1 : total k (minus aj b) ^ 2 + (PI - 1) * dot k (minus aj b) (minus aj b)
      <= (INR k + PI - 1) * (9 * n * z ^ 2)).
    { apply Rle_trans with ((INR k + PI - 1) * dot k (minus aj b) (minus aj b)); [lra|].
      apply Rmult_le_compat_l; lra. }
    assert (B2 : 2 * (PI - g (angle p u wj)) * dot k aj b <= 2 * (PI * ((1071 / 1250) * z ^ 2)) * (3 * n)).
    { apply Rle_trans with (2 * (PI - g (angle p u wj)) * (3 * n)); [apply Rmult_le_compat_l; lra|].
      apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; [lra|]. apply Rle_trans with (1 := G1).
      apply Rmult_le_compat_l; lra. }
    apply Rmult_le_reg_l with (4 * PI); [lra|].
    rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. nra. }
  assert (Z : forall q, 0 <= q < 1 -> forall c, is_lim_seq (fun j => c * q ^ j) 0).
  { intros q Hq c. replace (Finite 0) with (Rbar_mult c 0) by (cbn; f_equal; ring).
    apply is_lim_seq_scal_l. apply is_lim_seq_geom. rewrite Rabs_pos_eq; lra. }
  assert (Shift : forall (f : nat -> R) c q, 0 <= q < 1 -> (forall j, 0 <= f (T + j)%nat <= c * q ^ j) ->
    is_lim_seq f 0).
  { intros f c q Hq H. apply (is_lim_seq_incr_n _ T).
    apply (is_lim_seq_le_le (fun _ => 0) _ (fun j => c * q ^ j)).
    - intros j. rewrite Nat.add_comm. apply H.
    - apply is_lim_seq_const.
    - now apply Z. }
  split; [|split; [|split; [|split; [|split; [|split; [|split; [|split]]]]]]].
  - intros t. apply A.
  - exact W.
  - exact D.
  - exact HL.
  - intros eps j He Hj. set (C := Rmax (5 * PI / 12) (3 * norm k b)) in *.
    assert (C1 : 5 * PI / 12 <= C) by apply Rmax_l. assert (C2 : 3 * norm k b <= C) by apply Rmax_r.
    assert (E : C * (1 - mu) ^ j <= eps) by (apply enough_steps; lra).
    destruct (P j) as [P0 P1]. destruct (W j) as [W0 W1]. specialize (D j). split.
    + apply Rle_trans with (2 := E). apply Rle_trans with (1 := W0). apply Rle_trans with (1 := W1).
      apply Rmult_le_compat; lra.
    + apply Rle_trans with (2 := E). apply Rle_trans with (1 := D). apply Rmult_le_compat_r; lra.
  - intros eps j He Hj. destruct (HL j) as [_ H]. apply Rle_trans with (1 := H).
    replace ((1 - mu) ^ 2) with (1 - mu * (2 - mu)) by ring. apply enough_steps; try assumption.
    + split; [apply Rmult_lt_0_compat; lra | nra].
    + apply Rmult_lt_0_compat; lra.
  - intros i Hi. apply entry_limit with (n := p); [exact Hi|].
    apply (Shift _ (5 * PI / 12) lambda Hlam). intros j. destruct (W j). split; [apply norm_nonneg | lra].
  - intros i Hi. apply entry_limit with (n := k); [exact Hi|].
    apply (Shift _ (3 * norm k b) (1 - mu) Hmu). intros j. split; [apply norm_nonneg | apply D].
  - apply (Shift _ ((INR k + 3) * n) ((1 - mu) ^ 2)); [nra | exact HL].
Qed.

End Convergence.
