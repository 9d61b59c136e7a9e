(** The critical points of the loss, and which of them are local minima.

    Besides the global minimum there is the spurious point at the angle pi, and, when the product of the second layers
    is negative there, the saddles at one angle between. The spurious point is a local minimum, a degenerate one, when
    that product is negative, and none when it is 0 (always for k = 1) or positive, as soon as p is at least 2. *)

From Coq Require Import Reals Lra Lia.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
From Lemmabox.theorem Require Import Vectors Angle Network.
Local Open Scope R_scope.

(** The kernel is at most cubic at pi and at least quadratic below its value at 0. *)
Lemma g_cubic phi : 0 <= phi <= PI -> g phi <= (PI - phi) ^ 3 / 3.
Proof.
  intros H. assert (G : g phi - (PI - phi) ^ 3 / 3 <= g PI - (PI - PI) ^ 3 / 3).
  - apply (growth (fun t => g t - (PI - t) ^ 3 / 3) (fun t => (PI - t) * (PI - t - sin t))); [lra | |].
    + intros t _. unfold g. auto_derive; [exact I | field].
    + intros t Ht. apply Rmult_le_pos; [lra|]. pose proof (sine_below (PI - t)) as S. rewrite sin_minus in S.
      rewrite sin_PI, cos_PI in S. lra.
  - rewrite g_PI in G. replace ((PI - PI) ^ 3 / 3) with 0 in G by field. lra.
Qed.

Lemma g_curved phi : 0 <= phi <= PI / 2 -> phi ^ 2 / 2 <= PI - g phi.
Proof.
  intros H. pose proof pi_bounds as Hpi.
  assert (G : - (0 ^ 2 / 2 + g 0) <= - (phi ^ 2 / 2 + g phi)); [|rewrite g_0 in G; lra].
  apply (growth (fun t => - (t ^ 2 / 2 + g t)) (fun t => (PI - t) * sin t - t)); [lra | |].
  - intros t _. unfold g. auto_derive; [exact I | field].
  - intros t Ht. pose proof (sine_above_chord (PI / 2) t ltac:(lra) ltac:(lra)) as C. rewrite sin_PI2 in C.
    assert (0 <= sin t) by (apply sin_ge_0; lra).
    assert (sin t * (PI / 2) <= sin t * (PI - t)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Section Landscape.

Context (k p : nat) (b u : vector).
Context (Hb : exists i, (i < k)%nat /\ b i <> 0) (Hv : norm p (shifted p u) = 1).

Let v := shifted p u.
Let n := dot k b b.
Let sq := total k b ^ 2.

Lemma length_positive : 0 < n.
Proof. destruct Hb as [i [Hi H]]. now apply (dot_self_positive k b i). Qed.

Lemma patches : 1 <= INR k.
Proof. destruct Hb as [i [Hi _]]. replace 1 with (INR 1) by reflexivity. apply le_INR. lia. Qed.

Lemma sum_bound : 0 <= sq <= INR k * n.
Proof. split; [apply pow2_ge_0 | apply total_square]. Qed.

Definition critical (w a : vector) : Prop :=
  (forall i, (i < k)%nat -> gradient_a k p b u w a i = 0) /\ (forall i, (i < p)%nat -> gradient_w k p b u w a i = 0).

(** The best second layer where the kernel is G, A(0)^-1 A(phi) b, and its product with b. *)
Definition best (G : R) : vector := fun i =>
  (G - 1) / (PI - 1) * b i + total k b * (PI - G) / ((PI - 1) * (INR k + PI - 1)).

Definition level (G : R) : R :=
  (G - 1) / (PI - 1) * n + sq * (PI - G) / ((PI - 1) * (INR k + PI - 1)).

Lemma best_product G : dot k (best G) b = level G.
Proof.
  pose proof pi_bounds as Hpi. pose proof patches as Hk. unfold best, level.
  rewrite dot_plus_l, dot_scale_l, dot_constant_l. fold n. unfold sq. field. lra.
Qed.

Lemma best_total G : total k (best G) = total k b * (INR k + G - 1) / (INR k + PI - 1).
Proof.
  pose proof pi_bounds as Hpi. pose proof patches as Hk. unfold best.
  rewrite total_plus, total_scale, total_constant. field. lra.
Qed.

Theorem gradient_a_zero w a :
  (forall i, (i < k)%nat -> gradient_a k p b u w a i = 0) <->
  (forall i, (i < k)%nat -> a i = best (g (angle p u w)) i).
Proof.
  pose proof pi_bounds as Hpi. pose proof patches as Hk. set (G := g (angle p u w)).
  assert (Hi2 : / (2 * PI) <> 0) by (apply Rinv_neq_0_compat; lra).
  split; intros H i Hi.
  - assert (E : forall j, (j < k)%nat -> total k a + (PI - 1) * a j - total k b - (G - 1) * b j = 0).
    { intros j Hj. specialize (H j Hj). rewrite gradient_a_closed in H by exact Hj.
      apply Rmult_integral in H. destruct H as [H|H]; [now elim Hi2 | exact H]. }
    (* The sum of these equations gives the sum of a. *)
    assert (T : (INR k + PI - 1) * total k a = (INR k + G - 1) * total k b).
    { assert (Z : total k (fun j => (total k a - total k b) + ((PI - 1) * a j - (G - 1) * b j)) = 0).
      { rewrite (total_ext k _ (fun _ => 0)); [rewrite total_constant; ring|].
        intros j Hj. specialize (E j Hj). lra. }
      rewrite total_plus, total_constant, total_minus, !total_scale in Z. lra. }
    assert (T' : total k a = (INR k + G - 1) * total k b / (INR k + PI - 1)).
    { apply Rmult_eq_reg_l with (INR k + PI - 1); [rewrite T; field; lra | lra]. }
    specialize (E i Hi). rewrite T' in E. unfold best.
    apply Rmult_eq_reg_l with (PI - 1); [|lra].
    apply Rplus_eq_reg_l with ((INR k + G - 1) * total k b / (INR k + PI - 1)).
    replace ((INR k + G - 1) * total k b / (INR k + PI - 1) + (PI - 1) * a i) with (total k b + (G - 1) * b i) by lra.
    field. lra.
  - rewrite gradient_a_closed by exact Hi. fold G. rewrite (total_ext k a (best G) H), best_total, (H i Hi).
    unfold best. field. lra.
Qed.

(** ** The angle *)

Lemma angle_0 w : angle p u w = 0 <-> cosine p u w = 1.
Proof.
  split; intros H.
  - rewrite <- (cos_angle p u Hv), H. apply cos_0.
  - unfold angle. rewrite H. apply acos_1.
Qed.

Lemma angle_PI w : angle p u w = PI <-> cosine p u w = -1.
Proof.
  split; intros H.
  - rewrite <- (cos_angle p u Hv), H. apply cos_PI.
  - unfold angle. rewrite H. rewrite <- cos_PI. apply acos_cos. pose proof pi_bounds. lra.
Qed.

Lemma gradient_w_zero w a : 0 < norm p (shifted p w) ->
  ((forall i, (i < p)%nat -> gradient_w k p b u w a i = 0) <->
   angle p u w = 0 \/ angle p u w = PI \/ dot k a b = 0).
Proof.
  intros Hw. pose proof pi_bounds as Hpi. split.
  - intros H. destruct (Req_dec (angle p u w) PI) as [E|E]; [right; left; exact E|].
    destruct (Req_dec (dot k a b) 0) as [E'|E']; [right; right; exact E' | left].
    assert (Z : forall i, (i < p)%nat -> v i = cosine p u w * filter p w i).
    { intros i Hi. specialize (H i Hi). unfold gradient_w in H. fold v in H.
      apply Ropp_eq_0_compat in H. rewrite Ropp_involutive in H.
      apply Rmult_integral in H. destruct H as [H|H].
      - exfalso. unfold Rdiv in H. apply Rmult_integral in H. destruct H as [H|H].
        + apply Rmult_integral in H. destruct H as [H|H]; [now apply E' | apply E; lra].
        + apply (Rinv_neq_0_compat (2 * PI)); [lra | exact H].
      - unfold Rdiv in H. apply Rmult_integral in H. destruct H as [H|H]; [lra|].
        exfalso. apply (Rinv_neq_0_compat (norm p (shifted p w))); [lra | exact H]. }
    assert (S : cosine p u w ^ 2 = 1).
    { pose proof (teacher_unit p u Hv) as T. fold v in T.
      rewrite (dot_ext p v (fun i => cosine p u w * filter p w i) v (fun i => cosine p u w * filter p w i) Z Z) in T.
      rewrite dot_scale_l, dot_scale_r, (filter_square p w Hw) in T. lra. }
    apply angle_0. assert (N : cosine p u w <> -1) by (intros C; apply E, angle_PI, C). nra.
  - intros H i Hi. unfold gradient_w. destruct H as [H|[H|H]].
    + rewrite (aligned p u Hv w Hw); [unfold Rdiv; ring | | exact Hi]. apply angle_0 in H. rewrite H. ring.
    + rewrite H. unfold Rdiv. ring.
    + rewrite H. unfold Rdiv. ring.
Qed.

Lemma level_PI : level PI = n.
Proof. pose proof pi_bounds as Hpi. pose proof patches as Hk. unfold level. field. lra. Qed.

Lemma best_PI i : best PI i = b i.
Proof. pose proof pi_bounds as Hpi. pose proof patches as Hk. unfold best. field. lra. Qed.

(** The whole list. *)
Theorem critical_points w a : 0 < norm p (shifted p w) ->
  (critical w a <->
   (angle p u w = 0 /\ forall i, (i < k)%nat -> a i = b i) \/
   (angle p u w = PI /\ forall i, (i < k)%nat -> a i = best 0 i) \/
   (0 < angle p u w < PI /\ level (g (angle p u w)) = 0 /\ forall i, (i < k)%nat -> a i = best (g (angle p u w)) i)).
Proof.
  intros Hw. pose proof (angle_bounds p u w) as B. pose proof pi_bounds as Hpi. unfold critical.
  rewrite gradient_a_zero, gradient_w_zero by exact Hw.
  assert (P : forall G, (forall i, (i < k)%nat -> a i = best G i) -> dot k a b = level G).
  { intros G H. rewrite (dot_ext k a (best G) b b H) by reflexivity. apply best_product. }
  split.
  - intros [Ha Hg]. destruct (Req_dec (angle p u w) 0) as [E|E].
    { left. split; [exact E|]. intros i Hi. rewrite Ha, E, g_0 by exact Hi. apply best_PI. }
    destruct (Req_dec (angle p u w) PI) as [E'|E'].
    { right; left. split; [exact E'|]. intros i Hi. now rewrite Ha, E', g_PI by exact Hi. }
    right; right. split; [lra|]. split; [|exact Ha]. rewrite <- (P _ Ha).
    destruct Hg as [H|[H|H]]; [now elim E | now elim E' | exact H].
  - intros [[E Ha]|[[E Ha]|[E [L Ha]]]].
    + split; [|left; exact E]. intros i Hi. rewrite E, g_0, best_PI. now apply Ha.
    + split; [|right; left; exact E]. intros i Hi. rewrite E, g_PI. now apply Ha.
    + split; [exact Ha|]. right; right. now rewrite (P _ Ha).
Qed.

(** At the spurious point (11' + (pi - 1) I) a = (11' - I) b. *)
Theorem spurious_equation a :
  (forall i, (i < k)%nat -> total k a + (PI - 1) * a i = total k b - b i) <->
  (forall i, (i < k)%nat -> a i = best 0 i).
Proof.
  pose proof pi_bounds as Hpi.
  set (w := fun i => - (v i) - / sqrt (INR p)).
  assert (Hw : forall i, shifted p w i = (-1) * v i) by (intros; unfold shifted, w; ring).
  assert (N : norm p (shifted p w) = 1).
  { rewrite (norm_ext p _ _ (fun i _ => Hw i)), norm_scale, Rabs_left by lra. unfold v. rewrite Hv. ring. }
  assert (E : angle p u w = PI).
  { apply angle_PI. rewrite cosine_shifted, N.
    rewrite (dot_ext p _ _ _ (shifted p u) (fun i _ => Hw i)) by reflexivity.
    rewrite dot_scale_l. unfold v. rewrite (teacher_unit p u Hv). field. }
  pose proof (gradient_a_zero w a) as H. rewrite E, g_PI in H. rewrite <- H.
  split; intros A i Hi; specialize (A i Hi).
  - rewrite gradient_a_closed, E, g_PI by exact Hi.
    replace (total k a + (PI - 1) * a i - total k b - (0 - 1) * b i) with 0 by lra. ring.
  - rewrite gradient_a_closed, E, g_PI in A by exact Hi. apply Rmult_integral in A. destruct A as [A|A]; [|lra].
    exfalso. apply (Rinv_neq_0_compat (2 * PI)); [lra | exact A].
Qed.

(** ** When there are saddles *)

Lemma level_slope G G' : level G' - level G = (G' - G) * ((n - sq / (INR k + PI - 1)) / (PI - 1)).
Proof. pose proof pi_bounds as Hpi. pose proof patches as Hk. unfold level. field. lra. Qed.

Lemma slope_positive : 0 < (n - sq / (INR k + PI - 1)) / (PI - 1).
Proof.
  pose proof pi_bounds as Hpi. pose proof patches as Hk. pose proof sum_bound as [S0 S1].
  pose proof length_positive as Hn. apply Rdiv_lt_0_compat; [|lra].
  assert (sq / (INR k + PI - 1) < n); [|lra].
  apply Rmult_lt_reg_r with (INR k + PI - 1); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

(** The product at the best second layer falls strictly with the angle. *)
Theorem level_falls phi psi : 0 <= phi -> phi < psi -> psi <= PI -> level (g psi) < level (g phi).
Proof.
  intros H0 H1 H2. pose proof (g_falls_strictly phi psi H0 H1 H2) as G. pose proof slope_positive as P.
  pose proof (level_slope (g psi) (g phi)) as E.
  assert (0 < (g phi - g psi) * ((n - sq / (INR k + PI - 1)) / (PI - 1))) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Theorem threshold : level 0 < 0 <-> PI * sq < (INR k + PI - 1) * n.
Proof.
  pose proof pi_bounds as Hpi. pose proof patches as Hk.
  assert (E : level 0 * ((PI - 1) * (INR k + PI - 1)) = PI * sq - (INR k + PI - 1) * n)
    by (unfold level; field; lra).
  assert (P : 0 < (PI - 1) * (INR k + PI - 1)) by (apply Rmult_lt_0_compat; lra).
  split; intros H; nra.
Qed.

(** With one patch the product at the spurious point is 0. *)
Theorem one_patch : k = 1%nat -> level 0 = 0.
Proof.
  intros E. pose proof pi_bounds as Hpi. unfold level.
  replace n with (b 0%nat * b 0%nat) by (unfold n, dot; rewrite E; simpl; ring).
  replace sq with (b 0%nat * b 0%nat) by (unfold sq; rewrite E; simpl; ring).
  replace (INR k) with 1 by (rewrite E; reflexivity). field. lra.
Qed.

Theorem saddle_angle : level 0 < 0 -> exists phi, 0 < phi < PI /\ level (g phi) = 0 /\
  forall psi, 0 <= psi <= PI -> level (g psi) = 0 -> psi = phi.
Proof.
  intros H. pose proof pi_bounds as Hpi. pose proof length_positive as Hn.
  assert (C : continuity (fun t => - level (g t))).
  { intros t. apply derivable_continuous_pt. apply ex_derive_Reals_0. unfold level, g. auto_derive. exact I. }
  destruct (IVT (fun t => - level (g t)) 0 PI C) as [phi [[P0 P1] E]];
    [lra | rewrite g_0, level_PI; lra | rewrite g_PI; lra|].
  assert (N0 : phi <> 0) by (intros ->; rewrite g_0, level_PI in E; lra).
  assert (N1 : phi <> PI) by (intros ->; rewrite g_PI in E; lra).
  exists phi. split; [lra|]. split; [lra|]. intros psi Hpsi Ep.
  destruct (Rtotal_order psi phi) as [L|[L|L]]; [|exact L|].
  - pose proof (level_falls psi phi). lra.
  - pose proof (level_falls phi psi). lra.
Qed.

Theorem no_saddle : 0 <= level 0 -> forall phi, 0 < phi < PI -> level (g phi) <> 0.
Proof.
  intros H phi Hp E. pose proof (level_falls phi PI) as F. rewrite g_PI in F. lra.
Qed.

(** ** Minima *)

Definition near (eps : R) (w a w' a' : vector) : Prop :=
  norm p (minus w' w) < eps /\ norm k (minus a' a) < eps.

Definition local_minimum (w a : vector) : Prop := exists eps, 0 < eps /\
  forall w' a', near eps w a w' a' -> loss k p b u w a <= loss k p b u w' a'.

Definition local_maximum (w a : vector) : Prop := exists eps, 0 < eps /\
  forall w' a', near eps w a w' a' -> loss k p b u w' a' <= loss k p b u w a.

(** The loss around a point where a is at its best, exactly. *)
Lemma loss_expansion w a w' a' : (forall i, (i < k)%nat -> a i = best (g (angle p u w)) i) ->
  4 * PI * (loss k p b u w' a' - loss k p b u w a) =
  total k (minus a' a) ^ 2 + (PI - 1) * dot k (minus a' a) (minus a' a)
  - 2 * (g (angle p u w') - g (angle p u w)) * dot k a' b.
Proof.
  intros H. pose proof pi_bounds as Hpi.
  assert (E : total k (fun i => minus a' a i * (2 * PI * gradient_a k p b u w a i)) = 0).
  { rewrite (total_ext k _ (fun _ => 0)); [rewrite total_constant; ring|].
    intros i Hi. rewrite (proj2 (gradient_a_zero w a) H i Hi). ring. }
  rewrite (total_ext k _ (fun i => (total k a - total k b) * minus a' a i
    + ((PI - 1) * (minus a' a i * a i) - (g (angle p u w) - 1) * (minus a' a i * b i)))) in E.
  2: { intros i Hi. rewrite gradient_a_closed by exact Hi. field. lra. }
  rewrite total_plus, total_minus, !total_scale in E.
  change (total k (fun i => minus a' a i * a i)) with (dot k (minus a' a) a) in E.
  change (total k (fun i => minus a' a i * b i)) with (dot k (minus a' a) b) in E.
  rewrite !loss_closed. rewrite dot_self_minus. unfold minus in *. rewrite total_minus, !dot_minus_l in *.
  set (G := g (angle p u w)) in *. set (G' := g (angle p u w')).
  replace (4 * PI * _) with (total k a' ^ 2 + (PI - 1) * dot k a' a' - 2 * (total k a' * total k b + (G' - 1) * dot k a' b)
    - (total k a ^ 2 + (PI - 1) * dot k a a - 2 * (total k a * total k b + (G - 1) * dot k a b))) by (field; lra).
  nra.
Qed.

(** The global minimum. *)
Theorem zero_loss w a : loss k p b u w a = 0 <-> angle p u w = 0 /\ forall i, (i < k)%nat -> a i = b i.
Proof.
  pose proof pi_bounds as Hpi. pose proof length_positive as Hn.
  destruct (g_bounds (angle p u w) (angle_bounds p u w)) as [G0 G1].
  pose proof (angle_bounds p u w) as B. split.
  - intros E. assert (E' : total k a ^ 2 + (PI - 1) * dot k a a + (total k b ^ 2 + (PI - 1) * dot k b b)
      - 2 * (total k a * total k b + (g (angle p u w) - 1) * dot k a b) = 0).
    { rewrite loss_closed in E. apply Rmult_integral in E. destruct E as [E|E]; [|exact E].
      exfalso. apply (Rinv_neq_0_compat (4 * PI)); [lra | exact E]. }
    fold n in E'. set (c := g (angle p u w)) in *.
    pose proof (dot_self_nonneg k (minus a b)) as H. rewrite dot_self_minus in H. fold n in H.
    pose proof (dot_self_nonneg k (fun i => 1 * a i + 1 * b i)) as H'. rewrite dot_self_combination in H'. fold n in H'.
    pose proof (pow2_ge_0 (total k a - total k b)) as S. pose proof (dot_self_nonneg k a) as Pa.
    assert (Z : (PI - 1) * (dot k a a + n) - 2 * (c - 1) * dot k a b <= 0) by nra.
    assert (C : c = PI).
    { destruct (Rle_lt_or_eq_dec c PI G1) as [L|L]; [exfalso|exact L].
      destruct (Rle_or_lt 0 (dot k a b)) as [D|D].
      - assert ((c - 1) * dot k a b <= (PI - 1) * dot k a b) by (apply Rmult_le_compat_r; lra).
        assert (dot k a a + n - 2 * dot k a b <= 0) by nra.
        assert (dot k a b > 0) by lra.
        assert ((c - 1) * dot k a b < (PI - 1) * dot k a b) by (apply Rmult_lt_compat_r; lra). nra.
      - assert (- (dot k a b) * (1 - c) <= - (dot k a b) * 1) by (apply Rmult_le_compat_l; lra). nra. }
    split.
    + destruct (Rle_lt_or_eq_dec _ _ (proj1 B)) as [L|L]; [|now symmetry].
      pose proof (g_falls_strictly 0 (angle p u w)) as F. rewrite g_0 in F. fold c in F. lra.
    + rewrite C in Z. assert (D : dot k (minus a b) (minus a b) = 0) by (rewrite dot_self_minus; fold n; nra).
      intros i Hi. pose proof (dot_self_zero k _ D i Hi) as M. unfold minus in M. lra.
  - intros [E H]. rewrite loss_difference, E, g_0.
    assert (Z : forall i, (i < k)%nat -> minus a b i = (fun _ => 0) i) by (intros i Hi; unfold minus; rewrite H by exact Hi; ring).
    rewrite (total_ext k _ _ Z), (dot_ext k _ _ _ _ Z Z), total_constant, dot_constant_l, total_constant. ring.
Qed.

(** It is not degenerate: the loss grows quadratically in the angle and in a. *)
Theorem quadratic_growth w a : angle p u w <= PI / 2 -> norm k (minus a b) <= norm k b / 2 ->
  (PI - 1) * norm k (minus a b) ^ 2 + n / 2 * angle p u w ^ 2 <= 4 * PI * loss k p b u w a.
Proof.
  intros Hw Ha. pose proof pi_bounds as Hpi. pose proof length_positive as Hn.
  pose proof (angle_bounds p u w) as B. pose proof (g_curved (angle p u w)) as C.
  rewrite loss_difference, norm_square. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra.
  pose proof (pow2_ge_0 (total k (minus a b))) as S.
  assert (D : n / 2 <= dot k a b).
  { replace (dot k a b) with (dot k (minus a b) b + n) by (unfold minus, n; rewrite dot_minus_l; ring).
    pose proof (dot_le_norms k (minus a b) b) as H. apply Rabs_le_between in H.
    pose proof (norm_nonneg k b) as N. assert (E : norm k b ^ 2 = n) by apply norm_square. nra. }
  assert (P : angle p u w ^ 2 / 2 <= PI - g (angle p u w)) by (apply C; lra).
  assert (Q : 0 <= angle p u w ^ 2) by apply pow2_ge_0.
  assert (R : angle p u w ^ 2 / 2 * (n / 2) <= (PI - g (angle p u w)) * dot k a b)
    by (apply Rmult_le_compat; lra).
  lra.
Qed.

(** The spurious point below the threshold: a strict minimum in the angle and in a... *)
Theorem spurious_minimum w a : level 0 < 0 -> angle p u w = PI -> (forall i, (i < k)%nat -> a i = best 0 i) ->
  local_minimum w a.
Proof.
  intros H E Ha. pose proof pi_bounds as Hpi. pose proof length_positive as Hn.
  assert (Nb : 0 < norm k b) by (apply sqrt_lt_R0, Hn).
  exists (- level 0 / norm k b). split; [apply Rdiv_lt_0_compat; lra|]. intros w' a' [_ N].
  assert (X : 0 <= 4 * PI * (loss k p b u w' a' - loss k p b u w a)).
  { rewrite loss_expansion by (rewrite E, g_PI; exact Ha). rewrite E, g_PI.
    destruct (g_bounds _ (angle_bounds p u w')) as [G0 G1].
    pose proof (pow2_ge_0 (total k (minus a' a))) as S. pose proof (dot_self_nonneg k (minus a' a)) as D.
    assert (P : dot k a' b <= 0).
    { replace (dot k a' b) with (dot k (minus a' a) b + level 0).
      - pose proof (Rle_trans _ _ _ (Rle_abs _) (dot_le_norms k (minus a' a) b)) as C.
        assert (norm k (minus a' a) * norm k b < - level 0); [|lra].
        replace (- level 0) with (- level 0 / norm k b * norm k b) by (field; lra).
        apply Rmult_lt_compat_r; lra.
      - rewrite <- best_product. unfold minus. rewrite dot_minus_l.
        rewrite (dot_ext k a (best 0) b b Ha) by reflexivity. ring. }
    assert (0 <= g (angle p u w') * - dot k a' b) by (apply Rmult_le_pos; lra). nra. }
  assert (0 <= loss k p b u w' a' - loss k p b u w a); [|lra].
  apply Rmult_le_reg_l with (4 * PI); lra.
Qed.

(** ... and degenerate: along w the loss grows like the cube of pi - phi only. *)
Theorem spurious_degenerate w a w' : level 0 < 0 -> angle p u w = PI -> (forall i, (i < k)%nat -> a i = best 0 i) ->
  loss k p b u w' a - loss k p b u w a = - level 0 * g (angle p u w') / (2 * PI) /\
  0 <= loss k p b u w' a - loss k p b u w a <= - level 0 * (PI - angle p u w') ^ 3 / (6 * PI).
Proof.
  intros H E Ha. pose proof pi_bounds as Hpi.
  assert (X : loss k p b u w' a - loss k p b u w a = - level 0 * g (angle p u w') / (2 * PI)).
  { apply Rmult_eq_reg_l with (4 * PI); [|lra].
    rewrite loss_expansion by (rewrite E, g_PI; exact Ha). rewrite E, g_PI.
    assert (Z : forall i, (i < k)%nat -> minus a a i = (fun _ => 0) i) by (intros; unfold minus; ring).
    rewrite (total_ext k _ _ Z), (dot_ext k _ _ _ _ Z Z), total_constant, dot_constant_l, total_constant.
    rewrite (dot_ext k a (best 0) b b Ha), best_product by reflexivity. field. lra. }
  split; [exact X|]. rewrite X. pose proof (angle_bounds p u w') as B.
  destruct (g_bounds _ B) as [G0 _]. pose proof (g_cubic _ B) as C.
  assert (Hi : 0 < / (2 * PI)) by (apply Rinv_0_lt_compat; lra). split.
  - apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra].
  - replace (- level 0 * (PI - angle p u w') ^ 3 / (6 * PI))
      with (- level 0 * ((PI - angle p u w') ^ 3 / 3) / (2 * PI)) by (field; lra).
    apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; lra.
Qed.

(** ** Where it is no minimum *)

(** Turning the filter of w by theta, in the direction e. *)
Lemma rotation w e theta : 0 < norm p (shifted p w) ->
  dot p e e = 1 -> dot p e (filter p w) = 0 -> dot p e v = sin (angle p u w) -> 0 <= theta <= angle p u w ->
  exists w', angle p u w' = angle p u w - theta /\ norm p (minus w' w) <= norm p (shifted p w) * theta.
Proof.
  intros Hw He Hf Hev Ht. pose proof (angle_bounds p u w) as B. set (l := norm p (shifted p w)) in *.
  set (x := fun i => cos theta * filter p w i + sin theta * e i).
  assert (X : dot p x x = 1).
  { unfold x. rewrite dot_self_combination, (filter_square p w Hw), He, dot_sym, Hf.
    pose proof (sin2_cos2 theta) as S. unfold Rsqr in S. lra. }
  exists (fun i => l * x i - / sqrt (INR p)).
  assert (E : forall i, shifted p (fun i => l * x i - / sqrt (INR p)) i = l * x i) by (intros; unfold shifted; ring).
  split.
  - unfold angle at 1. rewrite cosine_shifted.
    rewrite (norm_ext p _ _ (fun i _ => E i)), norm_scale, (Rabs_pos_eq l) by lra.
    unfold norm at 1. rewrite X, sqrt_1.
    rewrite (dot_ext p _ _ _ v (fun i _ => E i)) by reflexivity. rewrite dot_scale_l.
    unfold x. rewrite dot_plus_l, !dot_scale_l, Hev. change (dot p (filter p w) v) with (cosine p u w). rewrite <- (cos_angle p u Hv).
    replace (l * (cos theta * cos (angle p u w) + sin theta * sin (angle p u w)) / (l * 1))
      with (cos (angle p u w - theta)) by (rewrite cos_minus; field; lra).
    apply acos_cos. lra.
  - apply norm_le; [apply Rmult_le_pos; lra|].
    assert (D : forall i, minus (fun i => l * x i - / sqrt (INR p)) w i
      = (l * (cos theta - 1)) * filter p w i + (l * sin theta) * e i).
    { intros i. unfold minus, x. replace (w i) with (l * filter p w i - / sqrt (INR p)); [ring|].
      unfold filter. fold l. unfold shifted. generalize (/ sqrt (INR p)). intros c. field. lra. }
    rewrite (dot_ext p _ _ _ _ (fun i _ => D i) (fun i _ => D i)), dot_self_combination.
    rewrite (filter_square p w Hw), He, dot_sym, Hf.
    pose proof (sin2_cos2 theta) as S. unfold Rsqr in S.
    assert (C : 2 - 2 * cos theta <= theta ^ 2).
    { assert (G : cos 0 + 0 ^ 2 / 2 <= cos theta + theta ^ 2 / 2); [|rewrite cos_0 in G; lra].
      apply (growth (fun t => cos t + t ^ 2 / 2) (fun t => t - sin t)); [lra | |].
      - intros t _. auto_derive; [exact I | field].
      - intros t Ht'. pose proof (sine_below t). lra. }
    assert (0 <= l ^ 2) by apply pow2_ge_0. nra.
Qed.

(** Where the product is not negative, a turn towards the teacher and a step of a along b go down. *)
Theorem no_minimum w a e : 0 < norm p (shifted p w) -> 0 < angle p u w ->
  dot p e e = 1 -> dot p e (filter p w) = 0 -> dot p e v = sin (angle p u w) ->
  (forall i, (i < k)%nat -> a i = best (g (angle p u w)) i) -> 0 <= level (g (angle p u w)) ->
  ~ local_minimum w a.
Proof.
  intros Hw Hp He Hf Hev Ha Hl [eps [Heps H]]. pose proof pi_bounds as Hpi. pose proof length_positive as Hn.
  pose proof sum_bound as [S0 _]. pose proof (angle_bounds p u w) as B.
  assert (Nb : 0 < norm k b) by (apply sqrt_lt_R0, Hn).
  set (l := norm p (shifted p w)) in *. set (Q := sq + (PI - 1) * n).
  assert (HQ : 0 < Q) by (unfold Q; assert (0 < (PI - 1) * n) by (apply Rmult_lt_0_compat; lra); lra).
  set (c := n * norm k b / Q).
  assert (Hc : 0 < c) by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra | exact HQ]).
  set (theta := Rmin (angle p u w) (eps / (l + 2 * c + 1))).
  assert (Hd : 0 < eps / (l + 2 * c + 1)) by (apply Rdiv_lt_0_compat; lra).
  assert (T0 : 0 < theta) by (apply Rmin_glb_lt; assumption).
  assert (T1 : theta <= angle p u w) by apply Rmin_l.
  assert (T2 : theta * (l + 2 * c + 1) <= eps).
  { replace eps with (eps / (l + 2 * c + 1) * (l + 2 * c + 1)) at 1 by (field; lra).
    apply Rmult_le_compat_r; [lra | apply Rmin_r]. }
  assert (L0 : 0 < l * theta) by (apply Rmult_lt_0_compat; assumption).
  assert (L1 : 0 < c * theta) by (apply Rmult_lt_0_compat; assumption).
  destruct (rotation w e theta Hw He Hf Hev) as [w' [Ew Nw]]; [lra|]. fold l in Nw.
  set (h := g (angle p u w') - g (angle p u w)).
  assert (H0 : 0 < h) by (unfold h; rewrite Ew; pose proof (g_falls_strictly (angle p u w - theta) (angle p u w)); lra).
  assert (H2 : h <= 2 * theta).
  { unfold h. rewrite Ew. destruct (mean_value (fun t => - g t) (fun t => (PI - t) * sin t)
      (angle p u w - theta) (angle p u w)) as [s [Hs Es]]; [lra | intros; apply opposite_derive|].
    destruct (force_bounds s) as [_ F1]; [lra|]. unfold F in F1.
    assert ((PI - s) * sin s * (angle p u w - (angle p u w - theta)) <= 2 * theta); [|lra].
    replace (angle p u w - (angle p u w - theta)) with theta by ring. apply Rmult_le_compat_r; lra. }
  set (tau := h * n / Q).
  assert (Ht : 0 < tau) by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra | exact HQ]).
  set (a' := fun i => a i + tau * b i).
  assert (Da : forall i, (i < k)%nat -> minus a' a i = tau * b i) by (intros; unfold minus, a'; ring).
  assert (Na : norm k (minus a' a) < eps).
  { rewrite (norm_ext k _ _ Da), norm_scale, (Rabs_pos_eq tau) by lra.
    replace (tau * norm k b) with (h * c) by (unfold tau, c; field; lra).
    assert (h * c <= 2 * theta * c) by (apply Rmult_le_compat_r; lra). lra. }
  assert (L : loss k p b u w a <= loss k p b u w' a') by (apply H; split; [lra | exact Na]).
  assert (X : 0 <= 4 * PI * (loss k p b u w' a' - loss k p b u w a)) by (apply Rmult_le_pos; lra).
  rewrite loss_expansion in X by exact Ha. fold h in X.
  rewrite (total_ext k _ _ Da), (dot_ext k _ _ _ _ Da Da), total_scale, dot_scale_l, dot_scale_r in X. fold n in X.
  replace (dot k a' b) with (level (g (angle p u w)) + tau * n) in X.
  2: { unfold a', n. rewrite dot_plus_l, dot_scale_l, (dot_ext k a _ b b Ha), best_product by reflexivity. reflexivity. }
  assert (E : (tau * total k b) ^ 2 + (PI - 1) * (tau * (tau * n)) = tau * (h * n)).
  { replace (h * n) with (tau * Q) by (unfold tau; field; lra). unfold Q, sq. ring. }
  assert (0 < tau * (h * n)) by (apply Rmult_lt_0_compat; [lra | apply Rmult_lt_0_compat; lra]).
  assert (0 <= h * level (g (angle p u w))) by (apply Rmult_le_pos; lra).
  nra.
Qed.

(** Between 0 and pi the direction towards the teacher will do. *)
Theorem saddle w a : 0 < norm p (shifted p w) -> 0 < angle p u w < PI -> level (g (angle p u w)) = 0 ->
  (forall i, (i < k)%nat -> a i = best (g (angle p u w)) i) -> ~ local_minimum w a.
Proof.
  intros Hw Hp Hl Ha. set (s := sin (angle p u w)).
  assert (Hs : 0 < s) by (apply sin_gt_0; lra).
  assert (S : s ^ 2 = 1 - cosine p u w ^ 2).
  { pose proof (sin2_cos2 (angle p u w)) as T. unfold Rsqr in T. rewrite (cos_angle p u Hv) in T. fold s in T. nra. }
  set (e := fun i => / s * v i + - (cosine p u w * / s) * filter p w i).
  pose proof (teacher_unit p u Hv) as Tv. fold v in Tv.
  assert (C : dot p v (filter p w) = cosine p u w) by apply dot_sym.
  apply (no_minimum w a e); try assumption; try lra.
  - unfold e. rewrite dot_self_combination, Tv, (filter_square p w Hw), C.
    replace ((/ s) ^ 2 * 1 + 2 * / s * - (cosine p u w * / s) * cosine p u w + (- (cosine p u w * / s)) ^ 2 * 1)
      with ((1 - cosine p u w ^ 2) / s ^ 2) by (field; lra).
    rewrite <- S. field. lra.
  - unfold e. rewrite dot_plus_l, !dot_scale_l, C, (filter_square p w Hw). ring.
  - unfold e. rewrite dot_plus_l, !dot_scale_l, Tv. change (dot p (filter p w) v) with (cosine p u w). fold s.
    replace (/ s * 1 + - (cosine p u w * / s) * cosine p u w) with ((1 - cosine p u w ^ 2) / s) by (field; lra).
    rewrite <- S. field. lra.
Qed.

(** A vector with two entries, and one at a right angle to a given one. *)
Definition pair (x y : R) : vector := fun i => match i with O => x | S O => y | _ => 0 end.

Lemma dot_pair x y z : (2 <= p)%nat -> dot p (pair x y) z = x * z 0%nat + y * z 1%nat.
Proof.
  intros H. unfold dot.
  rewrite (total_ext p _ (fun i => (if Nat.eqb i 0 then (fun _ => x) i * z i else 0)
    + (if Nat.eqb i 1 then (fun _ => y) i * z i else 0))).
  - rewrite total_plus, !total_single by lia. reflexivity.
  - intros [|[|i]] _; simpl; ring.
Qed.

Lemma right_angle (x : vector) : (2 <= p)%nat -> exists e, dot p e e = 1 /\ dot p e x = 0.
Proof.
  intros H. set (d := x 0%nat ^ 2 + x 1%nat ^ 2).
  destruct (Rle_lt_or_eq_dec 0 d) as [D|D].
  - unfold d. pose proof (pow2_ge_0 (x 0%nat)). pose proof (pow2_ge_0 (x 1%nat)). lra.
  - assert (Q : 0 < sqrt d) by now apply sqrt_lt_R0.
    exists (pair (- x 1%nat / sqrt d) (x 0%nat / sqrt d)). rewrite !dot_pair by exact H. unfold pair. split.
    + replace (- x 1%nat / sqrt d * (- x 1%nat / sqrt d) + x 0%nat / sqrt d * (x 0%nat / sqrt d))
        with (d / (sqrt d * sqrt d)) by (unfold d at 1; field; lra).
      rewrite sqrt_sqrt by lra. field. lra.
    + field. lra.
  - exists (pair 1 0). rewrite !dot_pair by exact H. unfold pair. split; [ring|].
    assert (x 0%nat = 0); [|lra]. unfold d in D.
    pose proof (pow2_ge_0 (x 0%nat)). pose proof (pow2_ge_0 (x 1%nat)). nra.
Qed.

(** The spurious point at the threshold or above is no minimum: any direction goes down. *)
Theorem spurious_no_minimum w a : (2 <= p)%nat -> 0 <= level 0 -> 0 < norm p (shifted p w) -> angle p u w = PI ->
  (forall i, (i < k)%nat -> a i = best 0 i) -> ~ local_minimum w a.
Proof.
  intros H Hl Hw E Ha. pose proof pi_bounds as Hpi. destruct (right_angle (filter p w) H) as [e [He Hf]].
  apply (no_minimum w a e); rewrite ?E, ?g_PI, ?sin_PI; try assumption; [lra|].
  assert (C : cosine p u w = -1) by now apply angle_PI.
  assert (A : forall i, (i < p)%nat -> v i = (-1) * filter p w i).
  { intros i Hi. pose proof (aligned p u Hv w Hw) as A. rewrite C in A. specialize (A ltac:(ring) i Hi). fold v in A. lra. }
  rewrite (dot_ext p e e v _ (fun i _ => eq_refl) A), dot_scale_r, Hf. ring.
Qed.

(** So for p at least 2 the spurious point is a local minimum exactly below the threshold. *)
Theorem spurious_minimum_iff w a : (2 <= p)%nat -> 0 < norm p (shifted p w) -> angle p u w = PI ->
  (forall i, (i < k)%nat -> a i = best 0 i) ->
  (local_minimum w a <-> PI * sq < (INR k + PI - 1) * n).
Proof.
  intros H Hw E Ha. rewrite <- threshold. split; intros L; [|now apply spurious_minimum].
  destruct (Rlt_or_le (level 0) 0) as [N|N]; [exact N|]. exfalso. now apply (spurious_no_minimum w a).
Qed.

(** With p = 1 the filter cannot turn, and the point is a local minimum at every level. *)
Theorem spurious_one_dimension w a : p = 1%nat -> 0 < norm p (shifted p w) -> angle p u w = PI ->
  (forall i, (i < k)%nat -> a i = best 0 i) -> local_minimum w a.
Proof.
  intros P Hw E Ha. pose proof pi_bounds as Hpi. exists (norm p (shifted p w)). split; [exact Hw|].
  intros w' a' [N _].
  assert (D : forall x y, dot p x y = x 0%nat * y 0%nat) by (intros; rewrite P; unfold dot; simpl; ring).
  assert (M : forall x, norm p x = Rabs (x 0%nat)) by (intros x; unfold norm; rewrite D; apply sqrt_Rsqr_abs).
  assert (C : cosine p u w' = cosine p u w).
  { rewrite !cosine_shifted, !D, !M. rewrite !M in Hw, N. unfold minus in N.
    replace (w' 0%nat - w 0%nat) with (shifted p w' 0%nat - shifted p w 0%nat) in N by (unfold shifted; ring).
    rewrite M in N.
    set (x := shifted p w 0%nat) in *. set (x' := shifted p w' 0%nat) in *. set (y := shifted p u 0%nat).
    unfold Rabs in N, Hw |- *.
    destruct (Rcase_abs x); destruct (Rcase_abs x'); destruct (Rcase_abs (x' - x)); try lra; field; lra. }
  assert (A : angle p u w' = PI) by (unfold angle in *; now rewrite C).
  assert (X : 0 <= 4 * PI * (loss k p b u w' a' - loss k p b u w a)).
  { rewrite loss_expansion by (rewrite E, g_PI; exact Ha). rewrite E, A.
    pose proof (pow2_ge_0 (total k (minus a' a))). pose proof (dot_self_nonneg k (minus a' a)). nra. }
  assert (0 <= loss k p b u w' a' - loss k p b u w a); [|lra].
  apply Rmult_le_reg_l with (4 * PI); lra.
Qed.

(** No critical point is a local maximum: the loss is strictly convex in a. *)
Theorem no_maximum w a : critical w a -> ~ local_maximum w a.
Proof.
  intros [Hg _] [eps [Heps H]]. pose proof pi_bounds as Hpi. pose proof length_positive as Hn.
  pose proof (proj1 (gradient_a_zero w a) Hg) as Ha.
  assert (Nb : 0 < norm k b) by (apply sqrt_lt_R0, Hn).
  set (tau := eps / (2 * norm k b)). assert (Ht : 0 < tau) by (apply Rdiv_lt_0_compat; lra).
  set (a' := fun i => a i + tau * b i).
  assert (Da : forall i, (i < k)%nat -> minus a' a i = tau * b i) by (intros; unfold minus, a'; ring).
  assert (L : loss k p b u w a' <= loss k p b u w a).
  { apply H. split.
    - replace (norm p (minus w w)) with 0; [exact Heps|]. unfold norm.
      rewrite (dot_ext p _ (fun _ => 0) _ (fun _ => 0)) by (intros; unfold minus; ring).
      rewrite dot_constant_l, Rmult_0_l. now rewrite sqrt_0.
    - rewrite (norm_ext k _ _ Da), norm_scale, (Rabs_pos_eq tau) by lra. unfold tau.
      replace (eps / (2 * norm k b) * norm k b) with (eps / 2) by (field; lra). lra. }
  assert (X : 4 * PI * (loss k p b u w a' - loss k p b u w a) <= 0).
  { assert (0 <= 4 * PI * (loss k p b u w a - loss k p b u w a')) by (apply Rmult_le_pos; lra). lra. }
  rewrite loss_expansion in X by exact Ha.
  rewrite (total_ext k _ _ Da), (dot_ext k _ _ _ _ Da Da), total_scale, dot_scale_l, dot_scale_r in X. fold n in X.
  pose proof (pow2_ge_0 (tau * total k b)) as S.
  assert (0 < tau * (tau * n)) by (apply Rmult_lt_0_compat; [lra | apply Rmult_lt_0_compat; lra]).
  assert (0 < (PI - 1) * (tau * (tau * n))) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(** At the saddles the loss is, up to 4 pi and its value there, exactly the quadratic form of a step d of a and of the
    change h of the kernel, a coordinate of the angle; the form is not degenerate. *)
Definition saddle_form (d d' : vector) (h h' : R) : R :=
  total k d * total k d' + (PI - 1) * dot k d d' - h * dot k d' b - h' * dot k d b.

Theorem saddle_expansion w a w' a' : level (g (angle p u w)) = 0 ->
  (forall i, (i < k)%nat -> a i = best (g (angle p u w)) i) ->
  let d := minus a' a in let h := g (angle p u w') - g (angle p u w) in
  4 * PI * (loss k p b u w' a' - loss k p b u w a) = saddle_form d d h h.
Proof.
  intros Hl Ha d h. rewrite loss_expansion by exact Ha. unfold saddle_form. fold d h.
  replace (dot k a' b) with (dot k d b); [ring|].
  unfold d, minus. rewrite dot_minus_l, (dot_ext k a _ b b Ha), best_product, Hl by reflexivity. ring.
Qed.

Theorem saddle_nondegenerate d h : (forall d' h', saddle_form d d' h h' = 0) ->
  h = 0 /\ forall i, (i < k)%nat -> d i = 0.
Proof.
  intros H. pose proof pi_bounds as Hpi. pose proof length_positive as Hn. unfold saddle_form in H.
  assert (E : dot k d b = 0).
  { pose proof (H (fun _ => 0) 1) as Z. rewrite dot_constant_l, dot_constant_r, total_constant in Z. lra. }
  assert (D : dot k d d = 0).
  { pose proof (H d 0) as Z. rewrite E in Z. pose proof (pow2_ge_0 (total k d)). pose proof (dot_self_nonneg k d). nra. }
  pose proof (dot_self_zero k d D) as Zd. split; [|exact Zd].
  pose proof (H b 0) as Z. fold n in Z. rewrite E in Z.
  rewrite (total_ext k d (fun _ => 0) Zd), total_constant in Z. nra.
Qed.

End Landscape.
