(** The kernel g of two ReLUs as a function of the angle, and the numbers that the theorem rests on.

    Four facts are enclosures by coq-interval: the size of pi, the largest angular force, the force and the level at
    5 pi/12, and arctan at 0.58. It is instantiated over Coq's own integers: with the processor's numbers the theorems
    would rest on their axioms too. *)

From Coq Require Import Reals Lra.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Import Coquelicot.
From Interval Require Import Float.Specific_ops Float.Specific_stdz Interval.Float_full.
From Interval Require Import Tactics.Interval_helper.
Local Open Scope R_scope.

Module Float := SpecificFloat StdZRadix2.
Module Enclosure := FloatIntervalFull Float.
Module Tactic := IntervalTacticAux Enclosure.

Ltac enclose := Tactic.do_interval (@None R) (@nil R) (Float.PtoP 60%positive) 10%nat 0%nat false false itm_naive.
Ltac enclose_along x depth :=
  Tactic.do_interval (Some x) (x :: @nil R)%list (Float.PtoP 60%positive) 10%nat depth false false itm_taylor.

Definition g (phi : R) : R := (PI - phi) * cos phi + sin phi.

Lemma pi_bounds : 3.1415 < PI < 3.1416.
Proof. split; enclose. Qed.

Lemma mean_value (f d : R -> R) a b : a < b -> (forall t, a <= t <= b -> is_derive f t (d t)) ->
  exists c, a < c < b /\ f b - f a = d c * (b - a).
Proof.
  intros Hab Hd. destruct (MVT_cor2 f d a b Hab) as [c [E Hc]].
  - intros t Ht. apply is_derive_Reals, Hd, Ht.
  - exists c. split; [exact Hc | exact E].
Qed.

(** What grows does not fall below its start. *)
Lemma growth (f d : R -> R) a b : a <= b -> (forall t, a <= t <= b -> is_derive f t (d t)) ->
  (forall t, a < t < b -> 0 <= d t) -> f a <= f b.
Proof.
  intros Hab Hd Hs. destruct (Rle_lt_or_eq_dec a b Hab) as [H| <-]; [|apply Rle_refl].
  destruct (mean_value f d a b H Hd) as [c [Hc E]].
  assert (0 <= d c * (b - a)) by (apply Rmult_le_pos; [now apply Hs | lra]). lra.
Qed.

Lemma strict_growth (f d : R -> R) a b : a < b -> (forall t, a <= t <= b -> is_derive f t (d t)) ->
  (forall t, a < t < b -> 0 < d t) -> f a < f b.
Proof.
  intros H Hd Hs. destruct (mean_value f d a b H Hd) as [c [Hc E]].
  assert (0 < d c * (b - a)) by (apply Rmult_lt_0_compat; [now apply Hs | lra]). lra.
Qed.

(** * The kernel *)

Lemma g_derive phi : is_derive g phi (- (PI - phi) * sin phi).
Proof. unfold g. auto_derive; [exact I | ring]. Qed.

Lemma g_0 : g 0 = PI.
Proof. unfold g. rewrite cos_0, sin_0. ring. Qed.

Lemma g_PI : g PI = 0.
Proof. unfold g. rewrite cos_PI, sin_PI. ring. Qed.

Lemma g_half : g (PI / 2) = 1.
Proof. unfold g. rewrite cos_PI2, sin_PI2. ring. Qed.

Lemma opposite_derive phi : is_derive (fun t => - g t) phi ((PI - phi) * sin phi).
Proof. unfold g. auto_derive; [exact I | ring]. Qed.

Lemma g_falls a b : 0 <= a -> a <= b -> b <= PI -> g b <= g a.
Proof.
  intros Ha Hab Hb. apply Ropp_le_cancel.
  apply (growth (fun t => - g t) (fun t => (PI - t) * sin t) a b Hab); intros t Ht; [apply opposite_derive|].
  apply Rmult_le_pos; [lra|]. apply sin_ge_0; lra.
Qed.

Lemma g_falls_strictly a b : 0 <= a -> a < b -> b <= PI -> g b < g a.
Proof.
  intros Ha Hab Hb. apply Ropp_lt_cancel.
  apply (strict_growth (fun t => - g t) (fun t => (PI - t) * sin t) a b Hab); intros t Ht; [apply opposite_derive|].
  apply Rmult_lt_0_compat; [lra|]. apply sin_gt_0; lra.
Qed.

Lemma g_bounds phi : 0 <= phi <= PI -> 0 <= g phi <= PI.
Proof.
  intros H. pose proof (g_falls 0 phi). pose proof (g_falls phi PI). rewrite g_0, g_PI in *. lra.
Qed.

Lemma g_above_1 phi : 0 <= phi <= PI / 2 -> 1 <= g phi.
Proof.
  intros H. pose proof pi_bounds as Hpi. rewrite <- g_half. apply g_falls; lra.
Qed.

Lemma sine_below x : 0 <= x -> sin x <= x.
Proof.
  intros H. destruct (Rle_lt_or_eq_dec 0 x H) as [H0| <-]; [|rewrite sin_0; lra]. left. now apply sin_lt_x.
Qed.

(** The angular force is at most pi phi. *)
Lemma force_below phi : 0 <= phi <= PI -> 0 <= (PI - phi) * sin phi <= PI * phi.
Proof.
  intros H. assert (H0 : 0 <= sin phi) by (apply sin_ge_0; lra). pose proof (sine_below phi (proj1 H)) as H1.
  split; [apply Rmult_le_pos; lra|].
  apply Rle_trans with ((PI - phi) * phi); [apply Rmult_le_compat_l; lra|].
  apply Rmult_le_compat_r; lra.
Qed.

(** pi - g is at most quadratic. *)
Lemma g_quadratic phi : 0 <= phi <= PI -> PI - g phi <= PI * phi ^ 2 / 2.
Proof.
  intros H.
  assert (G : PI * 0 ^ 2 / 2 + g 0 <= PI * phi ^ 2 / 2 + g phi); [|rewrite g_0 in G; lra].
  apply (growth (fun t => PI * t ^ 2 / 2 + g t) (fun t => PI * t - (PI - t) * sin t)); [lra | |].
  - intros t _. unfold g. auto_derive; [exact I | field].
  - intros t Ht. pose proof (force_below t). lra.
Qed.

(** The kernel as a function of the cosine has slopes between 0 and pi. *)
Lemma g_against_cosine a b : 0 <= a -> a <= b -> b <= PI -> 0 <= g a - g b <= PI * (cos a - cos b).
Proof.
  intros Ha Hab Hb. split; [pose proof (g_falls a b Ha Hab Hb); lra|].
  assert (G : g a - PI * cos a <= g b - PI * cos b); [|lra].
  apply (growth (fun t => g t - PI * cos t) (fun t => t * sin t) a b Hab).
  - intros t _. unfold g. auto_derive; [exact I | ring].
  - intros t Ht. apply Rmult_le_pos; [lra|]. apply sin_ge_0; lra.
Qed.

(** * Numbers *)

Definition F := 9099 / 5000.

Lemma force_bounds phi : 0 <= phi <= PI -> 0 <= (PI - phi) * sin phi <= F.
Proof.
  intros H. split; [now apply force_below|]. pose proof pi_bounds as Hpi. unfold F.
  assert (H0 : 0 <= phi) by lra. assert (H1 : phi <= 3.15) by lra. enclose_along phi 12%nat.
Qed.

(** The sine lies above its chord. *)
Lemma sine_above_chord b x : 0 < b <= PI / 2 -> 0 <= x <= b -> sin b * x <= sin x * b.
Proof.
  intros Hb Hx. pose proof pi_bounds as Hpi.
  destruct (Rle_lt_or_eq_dec 0 x (proj1 Hx)) as [H0| <-]; [|rewrite sin_0; lra].
  destruct (Rle_lt_or_eq_dec x b (proj2 Hx)) as [H1| ->]; [|lra].
  destruct (mean_value sin cos 0 x H0) as [c [Hc Ec]]; [intros; apply is_derive_sin|].
  destruct (mean_value sin cos x b H1) as [d [Hd Ed]]; [intros; apply is_derive_sin|].
  rewrite sin_0 in Ec.
  assert (Hcd : cos d <= cos c) by (apply cos_decr_1; lra).
  assert (E : sin x * b - sin b * x = (cos c - cos d) * (x * (b - x))) by nra.
  assert (0 <= (cos c - cos d) * (x * (b - x))); [|lra].
  apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; lra.
Qed.

Lemma force_above phi : 0 <= phi <= 5 * PI / 12 -> 27 / 20 * phi <= (PI - phi) * sin phi.
Proof.
  intros H. pose proof pi_bounds as Hpi.
  pose proof (sine_above_chord (5 * PI / 12) phi ltac:(lra) H) as C.
  assert (N : 27 / 20 * (5 * PI / 12) <= (PI - 5 * PI / 12) * sin (5 * PI / 12)) by enclose.
  assert (S : 0 <= sin phi) by (apply sin_ge_0; lra).
  apply Rmult_le_reg_r with (5 * PI / 12); [lra|].
  apply Rle_trans with ((PI - 5 * PI / 12) * sin (5 * PI / 12) * phi); [nra|].
  apply Rle_trans with ((PI - 5 * PI / 12) * (sin phi * (5 * PI / 12))).
  - rewrite Rmult_assoc. apply Rmult_le_compat_l; lra.
  - rewrite Rmult_assoc. apply Rmult_le_compat_r; [|lra]. apply Rmult_le_pos; lra.
Qed.

(** The kernel at 5 pi/12. *)
Lemma level_number : 1.44 < g (5 * PI / 12) < 1.4404.
Proof. unfold g. split; enclose. Qed.

Lemma arctan_nonneg x : 0 <= x -> 0 <= atan x.
Proof.
  intros H. destruct (Rle_lt_or_eq_dec 0 x H) as [H0| <-]; [|rewrite atan_0; lra].
  left. rewrite <- atan_0. now apply atan_increasing.
Qed.

Lemma arctan_derive x : is_derive atan x (/ (1 + x ^ 2)).
Proof. apply is_derive_Reals. apply derivable_pt_lim_atan. Qed.

Lemma arctan_below x : 0 <= x -> atan x <= x.
Proof.
  intros H. assert (G : 0 - atan 0 <= x - atan x); [|rewrite atan_0 in G; lra].
  apply (growth (fun t => t - atan t) (fun t => 1 - / (1 + t ^ 2)) 0 x H).
  - intros t _. apply (is_derive_minus (fun t => t) atan t 1); [|apply arctan_derive]. auto_derive; [exact I | reflexivity].
  - intros t Ht. assert (/ (1 + t ^ 2) <= / 1) by (apply Rinv_le_contravar; nra). lra.
Qed.

(** Up to 0.58, arctan loses less than a tenth. *)
Lemma arctan_above x : 0 <= x <= 29 / 50 -> 9 / 10 * x <= atan x.
Proof.
  intros H.
  assert (D : forall t, is_derive (fun t => atan t - 9 / 10 * t) t (/ (1 + t ^ 2) - 9 / 10)).
  { intros t. apply (is_derive_minus atan (fun t => 9 / 10 * t) t); [apply arctan_derive|].
    auto_derive; [exact I | ring]. }
  destruct (Rle_or_lt x (1 / 3)) as [H3|H3].
  - assert (G : atan 0 - 9 / 10 * 0 <= atan x - 9 / 10 * x); [|rewrite atan_0 in G; lra].
    apply (growth (fun t => atan t - 9 / 10 * t) (fun t => / (1 + t ^ 2) - 9 / 10)); [lra | intros; apply D|].
    intros t Ht. assert (/ (10 / 9) <= / (1 + t ^ 2)) by (apply Rinv_le_contravar; nra). lra.
  - assert (N : 9 / 10 * (29 / 50) <= atan (29 / 50)) by enclose.
    assert (G : - (atan x - 9 / 10 * x) <= - (atan (29 / 50) - 9 / 10 * (29 / 50))); [|lra].
    apply (growth (fun t => - (atan t - 9 / 10 * t)) (fun t => - (/ (1 + t ^ 2) - 9 / 10))); [lra | |].
    + intros t _. apply (is_derive_opp (fun t => atan t - 9 / 10 * t)), D.
    + intros t Ht. assert (/ (1 + t ^ 2) <= / (10 / 9)) by (apply Rinv_le_contravar; nra). lra.
Qed.

(** * Angles between half lines lie in [0, pi] *)

(** The angle of two half lines that are theta apart, for theta between -2 pi and 2 pi. *)
Definition fold (theta : R) : R := PI - Rabs (PI - Rabs theta).

Lemma fold_small theta : Rabs theta <= PI -> fold theta = Rabs theta.
Proof. intros H. unfold fold. rewrite (Rabs_pos_eq (PI - _)) by lra. ring. Qed.

Lemma arccos_cosine theta : Rabs theta <= 2 * PI -> acos (cos theta) = fold theta.
Proof.
  intros H. pose proof (Rabs_pos theta) as H0.
  assert (C : cos theta = cos (Rabs theta)).
  { unfold Rabs. destruct (Rcase_abs theta); [now rewrite cos_neg | reflexivity]. }
  rewrite C. unfold fold. destruct (Rle_or_lt (Rabs theta) PI) as [H1|H1].
  - rewrite acos_cos by lra. rewrite (Rabs_pos_eq (PI - _)) by lra. ring.
  - rewrite (Rabs_left (PI - _)) by lra.
    replace (cos (Rabs theta)) with (cos (2 * PI - Rabs theta)).
    + rewrite acos_cos by lra. ring.
    + rewrite <- (cos_neg (2 * PI - Rabs theta)).
      replace (- (2 * PI - Rabs theta)) with (Rabs theta + - (2 * PI)) by ring.
      rewrite <- (cos_period (Rabs theta + - (2 * PI)) 1). f_equal. simpl. ring.
Qed.
