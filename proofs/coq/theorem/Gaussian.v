(** The moments of two rectified normal variables, as improper integrals.

    For X and Y independent and standard normal, with s the ReLU: the density has total mass 1, E s(X) = 1/sqrt(2 pi), and
    E[s(X) s(X cos phi + Y sin phi)] = g(phi)/(2 pi), an integral over y inside one over x, for every phi in [0, pi].

    Everything comes from one identity. With G(z) the integral of exp(-t^2/2) over [0, z], the integral of
    exp(-s^2/2) G(c s) over [0, x] plus that of exp(-x^2 (1 + t^2)/2)/(1 + t^2) over [0, c] has derivative 0 in x, so it
    is arctan c for every x. *)

From Coq Require Import Reals Lra FunctionalExtensionality.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
From Lemmabox.theorem Require Import Angle Network.
Local Open Scope R_scope.

Definition bell (x : R) : R := exp (- (x ^ 2 / 2)).
Definition density (x : R) : R := bell x / sqrt (2 * PI).
Definition relu (x : R) : R := Rmax x 0.

Notation integral_over_the_line f l := (is_RInt_gen f (Rbar_locally m_infty) (Rbar_locally p_infty) l).

(** * Improper integrals by antiderivatives *)

Lemma derivable_continuous (f d : R -> R) : (forall x, is_derive f x (d x)) -> forall x, continuous f x.
Proof. intros H x. apply (@ex_derive_continuous R_AbsRing R_NormedModule). exists (d x). apply H. Qed.

Lemma improper (f h : R -> R) (Fa Fb : (R -> Prop) -> Prop) {FFa : Filter Fa} {FFb : Filter Fb} la lb :
  (forall x, is_derive f x (h x)) -> (forall x, continuous h x) ->
  filterlim f Fa (locally la) -> filterlim f Fb (locally lb) -> is_RInt_gen h Fa Fb (lb - la).
Proof.
  intros Hd Hc Ha Hb. replace h with (Derive f) in *.
  2: { apply functional_extensionality. intros x. apply is_derive_unique, Hd. }
  apply is_RInt_gen_Derive; try assumption.
  - apply filter_forall. intros ab x _. exists (Derive f x). apply Hd.
  - apply filter_forall. intros ab x _. apply Hc.
Qed.

Lemma at_the_point (f : R -> R) c : filterlim f (at_point c) (locally (f c)).
Proof. intros P H. unfold filtermap, at_point. exact (locally_singleton _ _ H). Qed.

(** A limit by a bound that falls like 1/x. *)
Lemma limit_at_infinity (f : R -> R) l c : 0 <= c -> (forall x, 1 <= x -> Rabs (f x - l) <= c / x) ->
  filterlim f (Rbar_locally p_infty) (locally l).
Proof.
  intros Hc H. apply filterlim_locally. intros eps. exists (Rmax 1 ((c + 1) / eps)). intros x Hx.
  pose proof (cond_pos eps) as He. pose proof (Rmax_l 1 ((c + 1) / eps)). pose proof (Rmax_r 1 ((c + 1) / eps)) as Hr.
  apply Rle_lt_trans with (1 := H x ltac:(lra)). apply Rmult_lt_reg_r with x; [lra|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (E : (c + 1) / eps * eps = c + 1) by (field; lra). nra.
Qed.

Lemma limit_at_minus_infinity (f : R -> R) l c : 0 <= c -> (forall x, 1 <= x -> Rabs (f (- x) - l) <= c / x) ->
  filterlim f (Rbar_locally m_infty) (locally l).
Proof.
  intros Hc H. pose proof (limit_at_infinity (fun x => f (- x)) l c Hc H) as L.
  intros P HP. destruct (L P HP) as [m Hm]. exists (- m). intros x Hx.
  rewrite <- (Ropp_involutive x). apply Hm. lra.
Qed.

Lemma zero_integral (Fa Fb : (R -> Prop) -> Prop) {FFa : Filter Fa} {FFb : Filter Fb} (k : R -> R) :
  (forall x, k x = 0) -> is_RInt_gen k Fa Fb 0.
Proof.
  intros H. replace k with (fun _ : R => 0) by (apply functional_extensionality; intros; now rewrite H).
  cut (is_RInt_gen (fun _ : R => 0) Fa Fb (0 - 0)); [now rewrite Rminus_0_r|].
  apply (@improper (fun _ => 0) (fun _ => 0) Fa Fb FFa FFb 0 0).
  - intros x. apply (@is_derive_const R_AbsRing).
  - intros x. apply continuous_const.
  - apply filterlim_const.
  - apply filterlim_const.
Qed.

(** An integrand that vanishes up to c. *)
Lemma half_line (f h k : R -> R) c l : (forall x, x < c -> k x = 0) -> (forall x, c < x -> k x = h x) ->
  (forall x, is_derive f x (h x)) -> (forall x, continuous h x) ->
  filterlim f (Rbar_locally p_infty) (locally l) -> integral_over_the_line k (l - f c).
Proof.
  intros H0 H1 Hd Hc Hl.
  replace (l - f c) with (plus 0 (l - f c)) by (unfold plus; simpl; ring).
  apply (is_RInt_gen_Chasles k c).
  - apply (is_RInt_gen_ext (fun _ => 0)).
    + apply (Filter_prod _ _ _ (fun a => a < c) (fun b => b = c)); [now exists c | reflexivity|].
      intros a b' Ha -> x. cbn [fst snd]. rewrite Rmin_left, Rmax_right by lra. intros Hx. symmetry. now apply H0.
    + now apply (zero_integral _ _).
  - apply (is_RInt_gen_ext h).
    + apply (Filter_prod _ _ _ (fun a => a = c) (fun b => c < b)); [reflexivity | now exists c|].
      intros a b' -> Hb x. cbn [fst snd]. rewrite Rmin_left, Rmax_right by lra. intros Hx. symmetry. now apply H1.
    + refine (improper f h _ _ (f c) l Hd Hc _ Hl). apply at_the_point.
Qed.

(** * The bell *)

Lemma bell_positive x : 0 < bell x.
Proof. apply exp_pos. Qed.

Lemma bell_even x : bell (- x) = bell x.
Proof. unfold bell. f_equal. field. Qed.

Lemma bell_derive x : is_derive bell x (- (x * bell x)).
Proof.
  unfold bell. auto_derive; [exact I|].
  change (exp (- (x * (x * 1) * / 2))) with (exp (- (x ^ 2 / 2))). field.
Qed.

Lemma bell_continuous x : continuous bell x.
Proof. exact (derivable_continuous bell _ bell_derive x). Qed.

Lemma bell_below x : 0 < x -> bell x <= 2 / x ^ 2.
Proof.
  intros H. pose proof (exp_ineq1_le (x ^ 2 / 2)) as E. assert (P : 0 < x ^ 2) by (apply pow_lt; lra).
  unfold bell. rewrite exp_Ropp. replace (2 / x ^ 2) with (/ (x ^ 2 / 2)) by (field; lra).
  apply Rinv_le_contravar; lra.
Qed.

Lemma bell_small x : 1 <= x -> bell x <= 2 / x.
Proof.
  intros H. apply Rle_trans with (1 := bell_below x ltac:(lra)). unfold Rdiv. apply Rmult_le_compat_l; [lra|].
  apply Rinv_le_contravar; nra.
Qed.

Lemma x_bell_small x : 1 <= x -> x * bell x <= 2 / x.
Proof.
  intros H. replace (2 / x) with (x * (2 / x ^ 2)) by (field; lra). apply Rmult_le_compat_l; [lra|].
  apply bell_below. lra.
Qed.

(** The integral of the bell from 0. *)
Definition G (z : R) : R := RInt bell 0 z.

Lemma G_derive z : is_derive G z (bell z).
Proof.
  apply (@is_derive_RInt R_NormedModule bell G 0 z); [|apply bell_continuous].
  apply filter_forall. intros y. apply (@RInt_correct R_CompleteNormedModule).
  apply (@ex_RInt_continuous R_CompleteNormedModule). intros t _. apply bell_continuous.
Qed.

Lemma G_0 : G 0 = 0.
Proof. unfold G. rewrite RInt_point. reflexivity. Qed.

(** What has derivative 0 is constant. *)
Lemma constant (f : R -> R) x : (forall t, is_derive f t 0) -> f x = f 0.
Proof.
  intros H. destruct (Rtotal_order 0 x) as [L|[L|L]].
  - destruct (mean_value f (fun _ => 0) 0 x L) as [c [_ E]]; [intros; apply H | lra].
  - now rewrite L.
  - destruct (mean_value f (fun _ => 0) x 0 L) as [c [_ E]]; [intros; apply H | lra].
Qed.

Lemma G_scaled_derive c x : is_derive (fun t => G (c * t)) x (c * bell (c * x)).
Proof.
  apply (is_derive_comp G (fun t => c * t) x); [apply G_derive|]. auto_derive; [exact I | ring].
Qed.

Lemma G_odd x : G (- x) = - G x.
Proof.
  assert (E : G (-1 * x) + G (1 * x) = G (-1 * 0) + G (1 * 0)).
  { apply (constant (fun t => G (-1 * t) + G (1 * t))). intros t.
    replace 0 with (-1 * bell (-1 * t) + 1 * bell (1 * t)).
    - apply (is_derive_plus (fun t => G (-1 * t)) (fun t => G (1 * t))); apply G_scaled_derive.
    - replace (-1 * t) with (- (1 * t)) by ring. rewrite bell_even. ring. }
  rewrite !Rmult_0_r, G_0, Rmult_1_l in E. replace (-1 * x) with (- x) in E by ring. lra.
Qed.

(** * The identity *)

(** The integral over a sector, and the rest beyond x. *)
Definition J (c x : R) : R := RInt (fun s => bell s * G (c * s)) 0 x.
Definition tail (c x : R) : R := RInt (fun t => exp (- (x ^ 2 * (1 + t ^ 2) / 2)) / (1 + t ^ 2)) 0 c.

Lemma one_plus_square t : 0 < 1 + t ^ 2.
Proof. pose proof (pow2_ge_0 t). lra. Qed.

Lemma sector_integrand_derive c s : is_derive (fun s => bell s * G (c * s)) s
  (- (s * bell s) * G (c * s) + bell s * (c * bell (c * s))).
Proof.
  apply (is_derive_mult bell (fun s => G (c * s))); [apply bell_derive | apply G_scaled_derive|].
  intros; apply Rmult_comm.
Qed.

Lemma J_derive c x : is_derive (J c) x (bell x * G (c * x)).
Proof.
  pose proof (derivable_continuous _ _ (sector_integrand_derive c)) as C.
  apply (@is_derive_RInt R_NormedModule (fun s => bell s * G (c * s)) (J c) 0 x); [|apply C].
  apply filter_forall. intros y. apply (@RInt_correct R_CompleteNormedModule).
  apply (@ex_RInt_continuous R_CompleteNormedModule). intros t _. apply C.
Qed.

Lemma tail_integrand_derive x t :
  is_derive (fun x => exp (- (x ^ 2 * (1 + t ^ 2) / 2)) / (1 + t ^ 2)) x (- bell x * (x * bell (x * t))).
Proof.
  pose proof (one_plus_square t) as P. auto_derive; [exact I|].
  replace (bell (x * t)) with (exp (- ((x * t) ^ 2 / 2))) by reflexivity.
  replace (exp (- (x * (x * 1) * (1 + t * (t * 1)) * / 2))) with (bell x * exp (- ((x * t) ^ 2 / 2))).
  - simpl in P. field. simpl. lra.
  - unfold bell. rewrite <- exp_plus. f_equal. field.
Qed.

Lemma tail_continuous x t : continuous (fun t => exp (- (x ^ 2 * (1 + t ^ 2) / 2)) / (1 + t ^ 2)) t.
Proof.
  apply (@ex_derive_continuous R_AbsRing R_NormedModule). auto_derive. simpl. pose proof (one_plus_square t) as P.
  simpl in P. lra.
Qed.

Lemma tail_integrable c x : ex_RInt (fun t => exp (- (x ^ 2 * (1 + t ^ 2) / 2)) / (1 + t ^ 2)) 0 c.
Proof.
  apply (@ex_RInt_continuous R_CompleteNormedModule). intros t _. apply tail_continuous.
Qed.

Lemma tail_derive c x : is_derive (tail c) x (- bell x * G (c * x)).
Proof.
  assert (E : RInt (fun t => Derive (fun u => exp (- (u ^ 2 * (1 + t ^ 2) / 2)) / (1 + t ^ 2)) x) 0 c
    = - bell x * G (c * x)).
  { apply is_RInt_unique.
    apply (is_RInt_ext (fun t => - bell x * (x * bell (x * t)))).
    { intros t _. symmetry. apply is_derive_unique, tail_integrand_derive. }
    replace (- bell x * G (c * x)) with (minus (- bell x * G (x * c)) (- bell x * G (x * 0))).
    - apply (@is_RInt_derive R_CompleteNormedModule (fun t => - bell x * G (x * t))).
      + intros t _. apply (is_derive_scal (fun t => G (x * t))), G_scaled_derive.
      + intros t _. apply (@ex_derive_continuous R_AbsRing R_NormedModule). unfold bell. auto_derive. exact I.
    - rewrite Rmult_0_r, G_0, (Rmult_comm x c). unfold minus, plus, opp; simpl. ring. }
  rewrite <- E. unfold tail.
  apply (is_derive_RInt_param (fun x t => exp (- (x ^ 2 * (1 + t ^ 2) / 2)) / (1 + t ^ 2))).
  - apply filter_forall. intros y t _. eexists. apply tail_integrand_derive.
  - intros t _. apply (continuity_2d_pt_ext (fun u v => - bell u * (u * bell (u * v)))).
    + intros u w. symmetry. apply is_derive_unique, tail_integrand_derive.
    + assert (B : forall y, continuity_pt bell y).
      { intros y. apply continuity_pt_filterlim, bell_continuous. }
      apply (continuity_2d_pt_mult (fun u v => - bell u) (fun u v => u * bell (u * v))).
      * apply (continuity_2d_pt_opp (fun u v => bell u)).
        apply (continuity_1d_2d_pt_comp bell (fun u v => u)); [apply B | apply continuity_2d_pt_id1].
      * apply (continuity_2d_pt_mult (fun u v => u) (fun u v => bell (u * v))); [apply continuity_2d_pt_id1|].
        apply (continuity_1d_2d_pt_comp bell (fun u v => u * v)); [apply B|].
        apply (continuity_2d_pt_mult (fun u v => u) (fun u v => v));
          [apply continuity_2d_pt_id1 | apply continuity_2d_pt_id2].
  - apply filter_forall. intros y. apply tail_integrable.
Qed.

Theorem sector c x : J c x = atan c - tail c x.
Proof.
  assert (E : J c x + tail c x = J c 0 + tail c 0).
  { apply (constant (fun x => J c x + tail c x)). intros t.
    replace 0 with (bell t * G (c * t) + - bell t * G (c * t)) by ring.
    apply (is_derive_plus (J c) (tail c)); [apply J_derive | apply tail_derive]. }
  assert (J0 : J c 0 = 0) by (unfold J; rewrite RInt_point; reflexivity).
  assert (T0 : tail c 0 = atan c).
  { unfold tail. apply is_RInt_unique.
    apply (is_RInt_ext (fun t => / (1 + t ^ 2))).
    { intros t _. change (/ (1 + t ^ 2) = exp (- (0 ^ 2 * (1 + t ^ 2) / 2)) / (1 + t ^ 2)).
      replace (- (0 ^ 2 * (1 + t ^ 2) / 2)) with 0 by field. rewrite exp_0. unfold Rdiv. ring. }
    replace (atan c) with (minus (atan c) (atan 0)) by (rewrite atan_0; unfold minus, plus, opp; simpl; ring).
    apply (@is_RInt_derive R_CompleteNormedModule atan).
    - intros t _. apply arctan_derive.
    - intros t _. apply (@ex_derive_continuous R_AbsRing R_NormedModule). auto_derive.
      pose proof (one_plus_square t) as P. simpl in P. lra. }
  lra.
Qed.

Lemma tail_bound c x : Rabs (tail c x) <= Rabs c * bell x.
Proof.
  replace (Rabs c) with (Rabs (c - 0)) by (f_equal; ring).
  apply (norm_RInt_le_const_abs (fun t => exp (- (x ^ 2 * (1 + t ^ 2) / 2)) / (1 + t ^ 2)) 0 c (tail c x) (bell x)).
  - intros t _. pose proof (pow2_ge_0 t) as P. pose proof (pow2_ge_0 x) as P'. unfold norm; simpl. unfold abs; simpl.
    assert (Q : 0 < / (1 + t ^ 2)) by (apply Rinv_0_lt_compat; lra).
    assert (Q' : / (1 + t ^ 2) <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
    change (Rabs (exp (- (x ^ 2 * (1 + t ^ 2) / 2)) * / (1 + t ^ 2)) <= bell x).
    pose proof (exp_pos (- (x ^ 2 * (1 + t ^ 2) / 2))) as Ex.
    rewrite Rabs_pos_eq by (apply Rmult_le_pos; lra).
    apply Rle_trans with (exp (- (x ^ 2 * (1 + t ^ 2) / 2)) * 1); [apply Rmult_le_compat_l; lra|].
    rewrite Rmult_1_r. unfold bell.
    destruct (Rle_lt_or_eq_dec (- (x ^ 2 * (1 + t ^ 2) / 2)) (- (x ^ 2 / 2))) as [L|L]; [nra | |].
    + left. now apply exp_increasing.
    + rewrite L. apply Rle_refl.
  - apply (@RInt_correct R_CompleteNormedModule), tail_integrable.
Qed.

(** * The Gaussian integral *)

Lemma G_square x : G x ^ 2 = PI / 2 - 2 * tail 1 x.
Proof.
  assert (E : G x ^ 2 - 2 * J 1 x = G 0 ^ 2 - 2 * J 1 0).
  { apply (constant (fun x => G x ^ 2 - 2 * J 1 x)). intros t.
    replace 0 with (2 * G t * bell t - 2 * (bell t * G (1 * t))) by (rewrite Rmult_1_l; ring).
    apply (is_derive_minus (fun x => G x ^ 2) (fun x => 2 * J 1 x)).
    - replace (2 * G t * bell t) with (INR 2 * bell t * G t ^ 1) by (simpl; ring).
      apply (is_derive_pow G 2 t), G_derive.
    - apply (is_derive_scal (J 1)), J_derive. }
  assert (J0 : J 1 0 = 0) by (unfold J; rewrite RInt_point; reflexivity).
  pose proof (sector 1 x) as S. rewrite atan_1 in S. rewrite G_0, J0 in E. lra.
Qed.

Definition root := sqrt (PI / 2).

Lemma root_bounds : 1 < root /\ root ^ 2 = PI / 2.
Proof.
  pose proof pi_bounds as Hpi. split.
  - unfold root. rewrite <- sqrt_1 at 1. apply sqrt_lt_1_alt. lra.
  - unfold root. apply pow2_sqrt. lra.
Qed.

Lemma G_nonneg x : 0 <= x -> 0 <= G x.
Proof.
  intros H. rewrite <- G_0. apply (growth G bell 0 x H); [intros; apply G_derive|].
  intros t _. left. apply bell_positive.
Qed.

Lemma bell_at_most_1 x : bell x <= 1.
Proof.
  unfold bell. pose proof (pow2_ge_0 x) as P. rewrite <- exp_0.
  destruct (Rle_lt_or_eq_dec (- (x ^ 2 / 2)) 0) as [L|L]; [lra | left; now apply exp_increasing | rewrite L; lra].
Qed.

Lemma G_bounded x : Rabs (G x) <= 2.
Proof.
  pose proof pi_bounds as Hpi. pose proof (G_square x) as E. pose proof (tail_bound 1 x) as T.
  rewrite Rabs_R1 in T. pose proof (bell_at_most_1 x) as B. apply Rabs_le_between in T.
  apply Rabs_le. split; nra.
Qed.

Lemma G_limit x : 1 <= x -> Rabs (G x - root) <= 4 / x.
Proof.
  intros H. pose proof root_bounds as [R1 R2]. pose proof (G_nonneg x ltac:(lra)) as P.
  pose proof (G_square x) as E. pose proof (tail_bound 1 x) as T. rewrite Rabs_R1, Rmult_1_l in T.
  pose proof (bell_small x H) as B.
  assert (D : Rabs (G x - root) * (G x + root) <= 4 / x).
  { replace (Rabs (G x - root) * (G x + root)) with (Rabs ((G x - root) * (G x + root)))
      by (rewrite Rabs_mult, (Rabs_pos_eq (G x + root)) by lra; reflexivity).
    replace ((G x - root) * (G x + root)) with (-2 * tail 1 x) by nra.
    rewrite Rabs_mult, (Rabs_left (-2)) by lra. lra. }
  pose proof (Rabs_pos (G x - root)) as Q. nra.
Qed.

Lemma root_scale : root / sqrt (2 * PI) = / 2.
Proof.
  pose proof pi_bounds as Hpi. unfold root. replace (2 * PI) with (2 ^ 2 * (PI / 2)) by field.
  rewrite sqrt_mult by lra. rewrite sqrt_pow2 by lra. field. apply Rgt_not_eq, sqrt_lt_R0. lra.
Qed.

Definition scale := sqrt (2 * PI).

Lemma scale_positive : 0 < scale.
Proof. apply sqrt_lt_R0. pose proof pi_bounds. lra. Qed.

Lemma scale_square : scale * scale = 2 * PI.
Proof. apply sqrt_sqrt. pose proof pi_bounds. lra. Qed.

Lemma scale_large : 1 < scale.
Proof. unfold scale. rewrite <- sqrt_1 at 1. apply sqrt_lt_1_alt. pose proof pi_bounds. lra. Qed.

Lemma below_scaled x y : Rabs x <= y -> Rabs (x / scale) <= y.
Proof.
  intros H. pose proof scale_large as W. unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ scale)).
  - assert (/ scale <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
    assert (0 < / scale) by (apply Rinv_0_lt_compat; lra). pose proof (Rabs_pos x). nra.
  - left. apply Rinv_0_lt_compat. lra.
Qed.

Lemma density_derive x : is_derive density x (- (x * density x)).
Proof.
  unfold density. fold scale. replace (- (x * (bell x / scale))) with (/ scale * (- (x * bell x))) by (unfold Rdiv; ring).
  apply (is_derive_ext (fun x => / scale * bell x)); [intros; unfold Rdiv; apply Rmult_comm|].
  apply is_derive_scal, bell_derive.
Qed.

Lemma density_continuous x : continuous density x.
Proof. exact (derivable_continuous density _ density_derive x). Qed.

(** The distribution function less 1/2. *)
Definition Phi (x : R) : R := G x / scale.

Lemma Phi_derive x : is_derive Phi x (density x).
Proof.
  unfold Phi, density. fold scale. apply (is_derive_ext (fun x => / scale * G x)); [intros; unfold Rdiv; apply Rmult_comm|].
  replace (bell x / scale) with (/ scale * bell x) by (unfold Rdiv; ring). apply is_derive_scal, G_derive.
Qed.

Lemma Phi_odd x : Phi (- x) = - Phi x.
Proof. unfold Phi. rewrite G_odd. unfold Rdiv. ring. Qed.

Lemma Phi_limit x : 1 <= x -> Rabs (Phi x - / 2) <= 4 / x.
Proof.
  intros H. rewrite <- root_scale. fold scale. replace (Phi x - root / scale) with ((G x - root) / scale) by (unfold Phi, Rdiv; ring).
  now apply below_scaled, G_limit.
Qed.

Lemma Phi_bounded x : Rabs (Phi x) <= 2.
Proof. apply below_scaled, G_bounded. Qed.

(** The density has mass 1. *)
Theorem total_mass : integral_over_the_line density 1.
Proof.
  replace 1 with (/ 2 - - / 2) by field.
  refine (improper Phi density _ _ (- / 2) (/ 2) Phi_derive density_continuous _ _).
  - apply limit_at_minus_infinity with (c := 4); [lra|]. intros x H. rewrite Phi_odd.
    replace (- Phi x - - / 2) with (- (Phi x - / 2)) by ring. rewrite Rabs_Ropp. now apply Phi_limit.
  - apply limit_at_infinity with (c := 4); [lra | exact Phi_limit].
Qed.

(** * The first moment *)

Theorem first_moment : integral_over_the_line (fun x => relu x * density x) (1 / sqrt (2 * PI)).
Proof.
  replace (1 / sqrt (2 * PI)) with (0 - - density 0).
  2: { unfold density, bell. replace (- (0 ^ 2 / 2)) with 0 by field. rewrite exp_0. ring. }
  apply (half_line (fun x => - density x) (fun x => x * density x)).
  - intros x H. unfold relu. rewrite Rmax_right by lra. ring.
  - intros x H. unfold relu. rewrite Rmax_left by lra. ring.
  - intros x. replace (x * density x) with (opp (- (x * density x))) by (unfold opp; simpl; ring).
    apply (is_derive_opp density), density_derive.
  - intros x. apply (continuous_mult (fun x => x) density); [apply continuous_id | apply density_continuous].
  - apply limit_at_infinity with (c := 2); [lra|]. intros x H. rewrite Rminus_0_r, Rabs_Ropp. apply below_scaled.
    rewrite Rabs_pos_eq by (left; apply bell_positive). now apply bell_small.
Qed.

(** * The second moment *)

Lemma density_even x : density (- x) = density x.
Proof. unfold density. now rewrite bell_even. Qed.

Lemma density_small x : 1 <= x -> Rabs (density x) <= 2 / x.
Proof.
  intros H. apply below_scaled. rewrite Rabs_pos_eq by (left; apply bell_positive). now apply bell_small.
Qed.

Lemma x_density_small x : 1 <= x -> Rabs (x * density x) <= 2 / x.
Proof.
  intros H. replace (x * density x) with (x * bell x / scale) by (unfold density, scale, Rdiv; ring).
  apply below_scaled. rewrite Rabs_pos_eq.
  - now apply x_bell_small.
  - apply Rmult_le_pos; [lra | left; apply bell_positive].
Qed.

Lemma sine_size phi : Rabs (sin phi) <= 1.
Proof. pose proof (SIN_bound phi). apply Rabs_le. lra. Qed.

Lemma cosine_size phi : Rabs (cos phi) <= 1.
Proof. pose proof (COS_bound phi). apply Rabs_le. lra. Qed.

Definition cotangent (phi : R) : R := cos phi / sin phi.

(** The inner integral, over y. *)
Definition inner (phi x : R) : R :=
  x * (x * cos phi * (/ 2 + Phi (cotangent phi * x)) + sin phi * density (cotangent phi * x)).

Lemma inner_integral phi x : 0 < phi < PI -> 0 < x ->
  integral_over_the_line (fun y => relu x * relu (x * cos phi + y * sin phi) * density y) (inner phi x).
Proof.
  intros Hp Hx. assert (S : 0 < sin phi) by (apply sin_gt_0; lra). set (c := cotangent phi).
  assert (E : c * sin phi = cos phi) by (unfold c, cotangent; field; lra).
  set (f := fun y => x * (x * cos phi * Phi y - sin phi * density y)).
  replace (inner phi x) with (x * (x * cos phi / 2) - f (- (c * x))).
  2: { unfold f, inner. fold c. rewrite Phi_odd, density_even. field. }
  assert (R : relu x = x) by (unfold relu; apply Rmax_left; lra).
  apply (half_line f (fun y => x * ((x * cos phi + y * sin phi) * density y))).
  - intros y Hy. unfold relu at 2. rewrite Rmax_right; [ring|]. nra.
  - intros y Hy. rewrite R. unfold relu. rewrite Rmax_left; [ring|]. nra.
  - intros y. unfold f. apply (is_derive_scal (fun y => x * cos phi * Phi y - sin phi * density y)).
    replace ((x * cos phi + y * sin phi) * density y)
      with (minus (x * cos phi * density y) (sin phi * - (y * density y))) by (unfold minus, plus, opp; simpl; ring).
    apply (is_derive_minus (fun y => x * cos phi * Phi y) (fun y => sin phi * density y)).
    + apply (is_derive_scal Phi), Phi_derive.
    + apply (is_derive_scal density), density_derive.
  - intros y. apply (@ex_derive_continuous R_AbsRing R_NormedModule).
    assert (X : ex_derive density y) by (eexists; apply density_derive). auto_derive. exact X.
  - apply limit_at_infinity with (c := x * (4 * x + 2)); [nra|]. intros y Hy. unfold f.
    pose proof (Phi_limit y Hy) as P. pose proof (density_small y Hy) as D.
    pose proof (sine_size phi) as S1. pose proof (cosine_size phi) as C1.
    replace (x * (x * cos phi * Phi y - sin phi * density y) - x * (x * cos phi / 2))
      with (x * (x * (cos phi * (Phi y - / 2)) + - (sin phi * density y))) by field.
    rewrite Rabs_mult, (Rabs_pos_eq x) by lra.
    replace (x * (4 * x + 2) / y) with (x * (x * (1 * (4 / y)) + 1 * (2 / y))) by (field; lra).
    apply Rmult_le_compat_l; [lra|]. apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp.
    apply Rplus_le_compat.
    + rewrite Rabs_mult, (Rabs_pos_eq x) by lra. apply Rmult_le_compat_l; [lra|]. rewrite Rabs_mult.
      apply Rmult_le_compat; try apply Rabs_pos; assumption.
    + rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; assumption.
Qed.

(** The antiderivative of the outer one. *)
Definition outer (phi x : R) : R :=
  cos phi * (- (x * density x * (/ 2 + Phi (cotangent phi * x))) + Phi x / 2 + J (cotangent phi) x / (2 * PI))
  - sin phi / (2 * PI) * exp (- ((1 + cotangent phi ^ 2) * x ^ 2 / 2)).

Lemma bell_product c x : exp (- ((1 + c ^ 2) * x ^ 2 / 2)) = 2 * PI * (density x * density (c * x)).
Proof.
  rewrite <- scale_square. unfold density. fold scale. pose proof scale_positive as W.
  replace (scale * scale * (bell x / scale * (bell (c * x) / scale))) with (bell x * bell (c * x)) by (field; lra).
  unfold bell. rewrite <- exp_plus. f_equal. field.
Qed.

Lemma J_density c x : is_derive (fun x => J c x / (2 * PI)) x (density x * Phi (c * x)).
Proof.
  pose proof scale_positive as W. pose proof pi_bounds as Hpi.
  apply (is_derive_ext (fun x => / (2 * PI) * J c x)); [intros; unfold Rdiv; apply Rmult_comm|].
  replace (density x * Phi (c * x)) with (/ (2 * PI) * (bell x * G (c * x))).
  - apply (is_derive_scal (J c)), J_derive.
  - rewrite <- scale_square. unfold density, Phi. fold scale. field. lra.
Qed.

Lemma outer_derive phi x : 0 < phi < PI -> is_derive (outer phi) x (inner phi x * density x).
Proof.
  intros Hp. pose proof pi_bounds as Hpi. assert (S : 0 < sin phi) by (apply sin_gt_0; lra).
  unfold outer, inner. set (c := cotangent phi).
  assert (E : c * sin phi = cos phi) by (unfold c, cotangent; field; lra).
  pose proof (J_density c x) as DJ. set (j := fun x => J c x / (2 * PI)) in *.
  change (is_derive (fun x => cos phi * (- (x * density x * (/ 2 + Phi (c * x))) + Phi x / 2 + j x)
    - sin phi / (2 * PI) * exp (- ((1 + c ^ 2) * x ^ 2 / 2))) x
    (x * (x * cos phi * (/ 2 + Phi (c * x)) + sin phi * density (c * x)) * density x)).
  assert (Xj : ex_derive j x) by (eexists; exact DJ).
  assert (Xd : ex_derive density x) by (eexists; apply density_derive).
  assert (Xp : forall y, ex_derive Phi y) by (intros y; eexists; apply Phi_derive).
  auto_derive; [repeat split; auto|].
  change (Derive (fun x => j x) x) with (Derive j x). change (Derive (fun x => density x) x) with (Derive density x).
  change (Derive (fun x => Phi x) x) with (Derive Phi x).
  change (Derive (fun x => Phi x) (c * x)) with (Derive Phi (c * x)).
  rewrite (is_derive_unique j x _ DJ), (is_derive_unique density x _ (density_derive x)),
    !(is_derive_unique Phi _ _ (Phi_derive _)).
  change (exp (- ((1 + c * (c * 1)) * (x * (x * 1)) * / 2))) with (exp (- ((1 + c ^ 2) * x ^ 2 / 2))).
  rewrite bell_product. rewrite <- E.
  pose proof (sin2_cos2 phi) as T. unfold Rsqr in T. rewrite <- E in T.
  set (s := sin phi) in *. set (d := density x). set (d' := density (c * x)). set (P := Phi (c * x)).
  assert (K : s * s * (1 + c * c) = 1) by lra.
  field_simplify; [|lra]. nra.
Qed.

Lemma cotangent_angle phi : 0 < phi < PI -> atan (cotangent phi) = PI / 2 - phi.
Proof.
  intros H. rewrite <- (atan_tan (PI / 2 - phi)) by lra. f_equal. unfold cotangent, tan.
  now rewrite sin_shift, cos_shift.
Qed.

Lemma outer_limit phi x : 0 < phi < PI -> 1 <= x ->
  Rabs (outer phi x - cos phi * (/ 4 + (PI / 2 - phi) / (2 * PI))) <= (9 + 2 * Rabs (cotangent phi)) / x.
Proof.
  intros Hp H. pose proof pi_bounds as Hpi. rewrite <- (cotangent_angle phi Hp). unfold outer.
  set (c := cotangent phi). rewrite sector.
  assert (Hi : 0 < / (2 * PI)) by (apply Rinv_0_lt_compat; lra).
  assert (Hi' : / (2 * PI) <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
  pose proof (Phi_limit x H) as P. pose proof (x_density_small x H) as D. pose proof (Phi_bounded (c * x)) as B.
  pose proof (tail_bound c x) as T. pose proof (bell_small x H) as Bx. pose proof (bell_positive x) as Bp.
  pose proof (sine_size phi) as S1. pose proof (cosine_size phi) as C1.
  set (e := exp (- ((1 + c ^ 2) * x ^ 2 / 2))).
  assert (Ex : 0 <= e <= 2 / x).
  { split; [left; apply exp_pos|]. apply Rle_trans with (2 := Bx). unfold e, bell.
    pose proof (pow2_ge_0 c). pose proof (pow2_ge_0 x).
    destruct (Rle_lt_or_eq_dec (- ((1 + c ^ 2) * x ^ 2 / 2)) (- (x ^ 2 / 2))) as [L|L]; [nra | |].
    - left. now apply exp_increasing.
    - rewrite L. apply Rle_refl. }
  replace (cos phi * (- (x * density x * (/ 2 + Phi (c * x))) + Phi x / 2 + (atan c - tail c x) / (2 * PI))
      - sin phi / (2 * PI) * e - cos phi * (/ 4 + atan c / (2 * PI)))
    with (cos phi * (- (x * density x * (/ 2 + Phi (c * x))) + (/ 2 * (Phi x - / 2) + - (/ (2 * PI) * tail c x)))
      + - (sin phi * (/ (2 * PI) * e))) by (field; lra).
  replace ((9 + 2 * Rabs c) / x) with (1 * (2 / x * (5 / 2) + (/ 2 * (4 / x) + 1 * (Rabs c * (2 / x)))) + 1 * (1 * (2 / x)))
    by (field; lra).
  assert (A1 : Rabs (x * density x * (/ 2 + Phi (c * x))) <= 2 / x * (5 / 2)).
  { rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; [exact D|].
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite (Rabs_pos_eq (/ 2)); lra. }
  assert (A2 : Rabs (/ 2 * (Phi x - / 2)) <= / 2 * (4 / x)).
  { rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra. apply Rmult_le_compat_l; lra. }
  assert (A3 : Rabs (/ (2 * PI) * tail c x) <= 1 * (Rabs c * (2 / x))).
  { rewrite Rabs_mult, (Rabs_pos_eq (/ (2 * PI))) by lra. pose proof (Rabs_pos c).
    apply Rmult_le_compat; try apply Rabs_pos; try lra. apply Rle_trans with (1 := T).
    apply Rmult_le_compat_l; lra. }
  assert (A4 : Rabs (/ (2 * PI) * e) <= 1 * (2 / x)).
  { rewrite Rabs_pos_eq by (apply Rmult_le_pos; lra). apply Rmult_le_compat; lra. }
  apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp. apply Rplus_le_compat.
  - rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; [exact C1|].
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp. apply Rplus_le_compat; [exact A1|].
    apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp. apply Rplus_le_compat; assumption.
  - rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; assumption.
Qed.

Lemma outer_0 phi : outer phi 0 = - (sin phi / (2 * PI)).
Proof.
  unfold outer. replace (- ((1 + cotangent phi ^ 2) * 0 ^ 2 / 2)) with 0 by field.
  replace (Phi 0) with 0 by (unfold Phi; rewrite G_0; unfold Rdiv; ring).
  replace (J (cotangent phi) 0) with 0 by (unfold J; rewrite RInt_point; reflexivity).
  rewrite exp_0. unfold Rdiv. ring.
Qed.

(** E[s(X) s(X cos phi + Y sin phi)], the integral over y inside the one over x. *)
Theorem second_moment phi : 0 <= phi <= PI -> exists inside : R -> R,
  (forall x, integral_over_the_line (fun y => relu x * relu (x * cos phi + y * sin phi) * density y) (inside x)) /\
  integral_over_the_line (fun x => inside x * density x) (g phi / (2 * PI)).
Proof.
  intros H. pose proof pi_bounds as Hpi. destruct (Req_dec phi 0) as [->|H0]; [|destruct (Req_dec phi PI) as [->|H1]].
  - (* The two variables are the same. *)
    exists (fun x => relu x * relu x). split.
    + intros x. rewrite cos_0, sin_0.
      replace (fun y => relu x * relu (x * 1 + y * 0) * density y) with (fun y => scal (relu x * relu x) (density y)).
      * pose proof (is_RInt_gen_scal density (relu x * relu x) 1 total_mass) as M.
        cut (integral_over_the_line (fun y => scal (relu x * relu x) (density y)) (relu x * relu x * 1));
          [now rewrite Rmult_1_r | exact M].
      * apply functional_extensionality. intros y. replace (x * 1 + y * 0) with x by ring. reflexivity.
    + rewrite g_0. replace (PI / (2 * PI)) with (/ 2 - (- (0 * density 0) + Phi 0)).
      2: { replace (Phi 0) with 0 by (unfold Phi; rewrite G_0; unfold Rdiv; ring). field. lra. }
      apply (half_line (fun x => - (x * density x) + Phi x) (fun x => x * x * density x)).
      * intros x Hx. unfold relu. rewrite Rmax_right by lra. ring.
      * intros x Hx. unfold relu. rewrite Rmax_left by lra. ring.
      * intros x. assert (Xd : ex_derive density x) by (eexists; apply density_derive).
        assert (Xp : ex_derive Phi x) by (eexists; apply Phi_derive).
        auto_derive; [now split|].
        change (Derive (fun x => density x) x) with (Derive density x). change (Derive (fun x => Phi x) x) with (Derive Phi x).
        rewrite (is_derive_unique density x _ (density_derive x)), (is_derive_unique Phi _ _ (Phi_derive _)). ring.
      * intros x. apply (@ex_derive_continuous R_AbsRing R_NormedModule).
        assert (Xd : ex_derive density x) by (eexists; apply density_derive). auto_derive. exact Xd.
      * apply limit_at_infinity with (c := 6); [lra|]. intros x Hx.
        pose proof (Phi_limit x Hx) as P. pose proof (x_density_small x Hx) as D.
        replace (- (x * density x) + Phi x - / 2) with (- (x * density x) + (Phi x - / 2)) by ring.
        apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_Ropp.
        replace (6 / x) with (2 / x + 4 / x) by (field; lra). lra.
  - (* One is the negative of the other. *)
    exists (fun _ => 0). rewrite cos_PI, sin_PI, g_PI. split.
    + intros x. apply (zero_integral _ _). intros y. replace (x * -1 + y * 0) with (- x) by ring. unfold relu.
      destruct (Rle_or_lt x 0) as [L|L]; [rewrite (Rmax_right x) by lra; ring | rewrite (Rmax_right (- x)) by lra; ring].
    + replace (0 / (2 * PI)) with 0 by (field; lra). apply (zero_integral _ _). intros; ring.
  - assert (Hp : 0 < phi < PI) by lra.
    exists (fun x => if Rlt_dec 0 x then inner phi x else 0). split.
    + intros x. destruct (Rlt_dec 0 x) as [L|L]; [now apply inner_integral|].
      apply (zero_integral _ _). intros y. unfold relu. rewrite (Rmax_right x) by lra. ring.
    + replace (g phi / (2 * PI)) with (cos phi * (/ 4 + (PI / 2 - phi) / (2 * PI)) - outer phi 0).
      2: { rewrite outer_0. unfold g. field. lra. }
      apply (half_line (outer phi) (fun x => inner phi x * density x)).
      * intros x Hx. destruct (Rlt_dec 0 x); [lra | ring].
      * intros x Hx. destruct (Rlt_dec 0 x); [reflexivity | lra].
      * intros x. now apply outer_derive.
      * intros x. apply (@ex_derive_continuous R_AbsRing R_NormedModule). unfold inner. set (c := cotangent phi).
        assert (Xd : forall y, ex_derive density y) by (intros; eexists; apply density_derive).
        assert (Xp : forall y, ex_derive Phi y) by (intros; eexists; apply Phi_derive).
        auto_derive. repeat split; auto.
      * apply limit_at_infinity with (c := 9 + 2 * Rabs (cotangent phi)).
        -- pose proof (Rabs_pos (cotangent phi)). lra.
        -- intros x Hx. now apply outer_limit.
Qed.

(** The entries of the matrix of moments: different rows are independent, so off the diagonal stands the square of the
    first moment. *)
Theorem moment_entries phi i j : moment phi i j = if Nat.eqb j i then g phi / (2 * PI) else (1 / sqrt (2 * PI)) ^ 2.
Proof.
  pose proof pi_bounds as Hpi. unfold moment. destruct (Nat.eqb j i); [reflexivity|].
  fold scale. pose proof scale_square as E. pose proof scale_positive as W. rewrite <- E. field. lra.
Qed.
