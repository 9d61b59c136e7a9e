(** What the exported proofs rest on: one lemma a reason, and the tactics that discharge side
    conditions. Built on Coq's reals, Coquelicot (derivatives) and coq-interval (enclosures).

    coq-interval is instantiated here with floating-point numbers over Coq's own integers, not with the
    processor's: slower, but then [Print Assumptions] shows only the axioms of the classical reals. *)

From Coq Require Export Reals Lra List.
Set Warnings "-ambiguous-paths".
From Coquelicot Require Export Coquelicot.
From Interval Require Import Float.Specific_ops Float.Specific_stdz Interval.Float_full.
From Interval Require Import Tactics.Interval_helper.

Module Float := SpecificFloat StdZRadix2.
Module Enclosure := FloatIntervalFull Float.
Module Tactic := IntervalTacticAux Enclosure.

Local Open Scope R_scope.

(** * A relation is the sign of its difference *)

Lemma le_of_difference x y : 0 <= y - x -> x <= y.
Proof. lra. Qed.

Lemma lt_of_difference x y : 0 < y - x -> x < y.
Proof. lra. Qed.

Lemma ge_of_difference x y : 0 <= x - y -> x >= y.
Proof. lra. Qed.

Lemma gt_of_difference x y : 0 < x - y -> x > y.
Proof. lra. Qed.

Lemma eq_of_difference x y : x - y = 0 -> x = y.
Proof. lra. Qed.

Lemma neq_of_positive x y : 0 < x - y -> x <> y.
Proof. lra. Qed.

Lemma neq_of_negative x y : 0 < - (x - y) -> x <> y.
Proof. lra. Qed.

Lemma le_to_difference x y : x <= y -> 0 <= y - x.
Proof. lra. Qed.

Lemma lt_to_difference x y : x < y -> 0 < y - x.
Proof. lra. Qed.

Lemma ge_to_difference x y : x >= y -> 0 <= x - y.
Proof. lra. Qed.

Lemma gt_to_difference x y : x > y -> 0 < x - y.
Proof. lra. Qed.

(** The two closed halves of a region. *)
Lemma cut x a : x <= a \/ a <= x.
Proof. destruct (Rle_or_lt x a); [left | right]; lra. Qed.

(** * Collapse: a function that grows away from an end is compared there (mean value theorem) *)

Lemma mean_value (f d : R -> R) a b : a < b ->
  (forall t, a <= t <= b -> is_derive f t (d t)) ->
  exists c, a < c < b /\ f b - f a = d c * (b - a).
Proof.
  intros Hab Hd. destruct (MVT_cor2 f d a b Hab) as [c [E Hc]].
  - intros t Ht. apply is_derive_Reals, Hd, Ht.
  - exists c. split; [exact Hc | exact E].
Qed.

Lemma collapse_lower (f d : R -> R) a x : a <= x ->
  (forall t, a <= t <= x -> is_derive f t (d t)) ->
  (forall t, a < t < x -> 0 <= d t) -> 0 <= f a -> 0 <= f x.
Proof.
  intros Hx Hd Hs Ha. destruct (Rle_lt_or_eq_dec a x Hx) as [H|<-]; [|exact Ha].
  destruct (mean_value f d a x H Hd) as [c [Hc E]].
  assert (0 <= d c * (x - a)) by (apply Rmult_le_pos; [now apply Hs | lra]). lra.
Qed.

Lemma collapse_upper (f d : R -> R) b x : x <= b ->
  (forall t, x <= t <= b -> is_derive f t (d t)) ->
  (forall t, x < t < b -> 0 <= - d t) -> 0 <= f b -> 0 <= f x.
Proof.
  intros Hx Hd Hs Hb. destruct (Rle_lt_or_eq_dec x b Hx) as [H| ->]; [|exact Hb].
  destruct (mean_value f d x b H Hd) as [c [Hc E]].
  assert (0 <= - d c * (b - x)) by (apply Rmult_le_pos; [now apply Hs | lra]). lra.
Qed.

(** Strict, because the face is. *)

Lemma collapse_lower_strict_face (f d : R -> R) a x : a <= x ->
  (forall t, a <= t <= x -> is_derive f t (d t)) ->
  (forall t, a < t < x -> 0 <= d t) -> 0 < f a -> 0 < f x.
Proof.
  intros Hx Hd Hs Ha. destruct (Rle_lt_or_eq_dec a x Hx) as [H|<-]; [|exact Ha].
  destruct (mean_value f d a x H Hd) as [c [Hc E]].
  assert (0 <= d c * (x - a)) by (apply Rmult_le_pos; [now apply Hs | lra]). lra.
Qed.

Lemma collapse_upper_strict_face (f d : R -> R) b x : x <= b ->
  (forall t, x <= t <= b -> is_derive f t (d t)) ->
  (forall t, x < t < b -> 0 <= - d t) -> 0 < f b -> 0 < f x.
Proof.
  intros Hx Hd Hs Hb. destruct (Rle_lt_or_eq_dec x b Hx) as [H| ->]; [|exact Hb].
  destruct (mean_value f d x b H Hd) as [c [Hc E]].
  assert (0 <= - d c * (b - x)) by (apply Rmult_le_pos; [now apply Hs | lra]). lra.
Qed.

(** Strict, because the slope is and the end does not belong to the region. *)

Lemma collapse_lower_strict_slope (f d : R -> R) a x : a < x ->
  (forall t, a <= t <= x -> is_derive f t (d t)) ->
  (forall t, a < t < x -> 0 < d t) -> 0 <= f a -> 0 < f x.
Proof.
  intros H Hd Hs Ha. destruct (mean_value f d a x H Hd) as [c [Hc E]].
  assert (0 < d c * (x - a)) by (apply Rmult_lt_0_compat; [now apply Hs | lra]). lra.
Qed.

Lemma collapse_upper_strict_slope (f d : R -> R) b x : x < b ->
  (forall t, x <= t <= b -> is_derive f t (d t)) ->
  (forall t, x < t < b -> 0 < - d t) -> 0 <= f b -> 0 < f x.
Proof.
  intros H Hd Hs Hb. destruct (mean_value f d x b H Hd) as [c [Hc E]].
  assert (0 < - d c * (b - x)) by (apply Rmult_lt_0_compat; [now apply Hs | lra]). lra.
Qed.

(** * Convexity: value and slope vanish (or more) at a point, the second derivative is not negative *)

Lemma convex (f d h : R -> R) lo hi p x : lo <= p <= hi -> lo <= x <= hi ->
  (forall t, lo <= t <= hi -> is_derive f t (d t)) ->
  (forall t, lo <= t <= hi -> is_derive d t (h t)) ->
  (forall t, lo <= t <= hi -> 0 <= h t) -> d p = 0 -> 0 <= f p -> 0 <= f x.
Proof.
  intros Hp Hx Hd Hh Hs E0 Hf. destruct (Rle_or_lt p x) as [H|H].
  - apply (collapse_lower f d p x H); [intros t Ht; apply Hd; lra | | exact Hf].
    intros t Ht. apply (collapse_lower d h p t); try lra; intros u Hu; [apply Hh | apply Hs]; lra.
  - apply (collapse_upper f d p x); [lra | intros t Ht; apply Hd; lra | | exact Hf].
    intros t Ht.
    apply (collapse_upper (fun u => - d u) (fun u => - h u) p t); [lra | | | lra]; intros u Hu.
    + apply (is_derive_opp d u (h u)). apply Hh. lra.
    + rewrite Ropp_involutive. apply Hs. lra.
Qed.

(** * Products *)

Lemma product_le m f s : 0 < m -> m * f = s -> 0 <= s -> 0 <= f.
Proof.
  intros Hm E Hs. apply Rmult_le_reg_l with m; [exact Hm|]. rewrite Rmult_0_r, E. exact Hs.
Qed.

Lemma product_lt m f s : 0 < m -> m * f = s -> 0 < s -> 0 < f.
Proof.
  intros Hm E Hs. apply Rmult_lt_reg_l with m; [exact Hm|]. rewrite Rmult_0_r, E. exact Hs.
Qed.

Lemma contradiction_le f : (0 < - f -> False) -> 0 <= f.
Proof. intros H. destruct (Rle_or_lt 0 f) as [H0|H0]; [exact H0|]. elim H. lra. Qed.

Lemma contradiction_lt f : (0 <= - f -> False) -> 0 < f.
Proof. intros H. destruct (Rlt_or_le 0 f) as [H0|H0]; [exact H0|]. elim H. lra. Qed.

Lemma positive_is_not_zero s : 0 < s -> s = 0 -> False.
Proof. lra. Qed.

Lemma zero_product c x y : x = y -> c * (x - y) = 0.
Proof. intros ->. ring. Qed.

Lemma plus_zero_le s z : 0 <= s -> z = 0 -> 0 <= s + z.
Proof. lra. Qed.

Lemma plus_zero_lt s z : 0 < s -> z = 0 -> 0 < s + z.
Proof. lra. Qed.

Lemma scaled_root k x y : 0 <= k -> 0 <= y -> x = k ^ 2 * y -> sqrt x = k * sqrt y.
Proof.
  intros Hk Hy ->. rewrite sqrt_mult by (try apply pow2_ge_0; exact Hy). now rewrite sqrt_pow2.
Qed.

Lemma square_nonneg x : 0 <= x ^ 2.
Proof. apply pow2_ge_0. Qed.

Lemma sine_squared x : sin x ^ 2 = 1 - cos x ^ 2.
Proof. pose proof (sin2_cos2 x) as H. unfold Rsqr in H. simpl. lra. Qed.

Lemma absolute_squared x : Rabs x ^ 2 = x ^ 2.
Proof. apply pow2_abs. Qed.

(** * The chart at infinity *)

Lemma reciprocal_lower a x : 0 < a -> a <= x -> 0 < / x /\ / x <= / a /\ x = / / x.
Proof.
  intros Ha Hx. split; [apply Rinv_0_lt_compat; lra|]. split; [apply Rinv_le_contravar; lra|].
  symmetry. apply Rinv_inv.
Qed.

(** * Functions that coq-interval or [auto_derive] do not know *)

(** [acos u] for every [u] but -1, by functions that coq-interval encloses. *)
Lemma acos_half_angle u : -1 < u <= 1 -> acos u = 2 * atan (sqrt ((1 - u) / (1 + u))).
Proof.
  intros Hu. set (y := sqrt ((1 - u) / (1 + u))).
  assert (Hq : 0 <= (1 - u) / (1 + u)).
  { apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra]. }
  assert (Hy : 0 <= y) by apply sqrt_pos.
  assert (Ey : y ^ 2 = (1 - u) / (1 + u)) by (apply pow2_sqrt; exact Hq).
  assert (H0 : 0 <= atan y).
  { destruct (Rle_lt_or_eq_dec 0 y Hy) as [H| <-]; [|rewrite atan_0; lra].
    left. rewrite <- atan_0. now apply atan_increasing. }
  pose proof (atan_bound y) as [_ H1].
  replace u with (cos (2 * atan y)) at 1; [apply acos_cos; lra|].
  assert (C : cos (atan y) <> 0) by (apply Rgt_not_eq, cos_gt_0; lra).
  assert (T : sin (atan y) = y * cos (atan y)).
  { rewrite <- (tan_atan y) at 2. unfold tan. field. exact C. }
  pose proof (sine_squared (atan y)) as S. rewrite T in S.
  assert (K : cos (atan y) ^ 2 * (1 + y ^ 2) = 1) by (rewrite Rpow_mult_distr in S; lra).
  rewrite Ey in K.
  assert (K' : cos (atan y) ^ 2 = (1 + u) / 2).
  { replace (1 + (1 - u) / (1 + u)) with (2 / (1 + u)) in K by (field; lra).
    apply Rmult_eq_reg_r with (2 / (1 + u)).
    - rewrite K. field. lra.
    - apply Rgt_not_eq, Rdiv_lt_0_compat; lra. }
  rewrite cos_2a_cos. replace (2 * cos (atan y) * cos (atan y)) with (2 * cos (atan y) ^ 2) by ring.
  rewrite K'. field.
Qed.

Lemma asin_half_angle u : -1 < u <= 1 -> asin u = PI / 2 - 2 * atan (sqrt ((1 - u) / (1 + u))).
Proof. intros Hu. rewrite asin_acos by lra. now rewrite acos_half_angle. Qed.

Lemma Rmin_by_abs x y : Rmin x y = (x + y - Rabs (x - y)) / 2.
Proof. unfold Rmin, Rabs. destruct Rle_dec; destruct Rcase_abs; lra. Qed.

Lemma Rmax_by_abs x y : Rmax x y = (x + y + Rabs (x - y)) / 2.
Proof. unfold Rmax, Rabs. destruct Rle_dec; destruct Rcase_abs; lra. Qed.

Lemma acos_0_5 : acos (1 / 2) = PI / 3.
Proof. rewrite <- cos_PI3. apply acos_cos. pose proof PI_RGT_0. lra. Qed.

Lemma is_derive_acos x : -1 < x < 1 -> is_derive acos x (-1 / sqrt (1 - x ^ 2)).
Proof.
  intros H. apply is_derive_Reals.
  replace (1 - x ^ 2) with (1 - x²) by (unfold Rsqr; ring).
  rewrite <- (derive_pt_acos x H). apply derive_pt_eq_1 with (derivable_pt_acos x H). reflexivity.
Qed.

Lemma is_derive_asin x : -1 < x < 1 -> is_derive asin x (1 / sqrt (1 - x ^ 2)).
Proof.
  intros H. apply is_derive_Reals.
  replace (1 - x ^ 2) with (1 - x²) by (unfold Rsqr; ring).
  rewrite <- (derive_pt_asin x H). apply derive_pt_eq_1 with (derivable_pt_asin x H). reflexivity.
Qed.

Lemma is_derive_tan x : cos x <> 0 -> is_derive tan x (1 + tan x ^ 2).
Proof.
  intros H. unfold tan. auto_derive; [exact H|].
  transitivity ((cos x ^ 2 + sin x ^ 2) / cos x ^ 2); field; exact H.
Qed.

Global Instance UnaryDiff_acos : UnaryDiff' acos :=
  {| UnaryDiff'_H := is_derive_acos |}.
Global Instance UnaryDiff_asin : UnaryDiff' asin :=
  {| UnaryDiff'_H := is_derive_asin |}.
Global Instance UnaryDiff_tan : UnaryDiff' tan :=
  {| UnaryDiff'_H := is_derive_tan |}.

(** * Enclosures *)

Ltac enclose_natural prec depth vars :=
  Tactic.do_interval (@None R) vars (Float.PtoP prec) 10%nat depth false false itm_naive.
Ltac enclose_slope x prec depth vars :=
  Tactic.do_interval (Some x) vars (Float.PtoP prec) 10%nat depth false false itm_autodiff.
Ltac enclose_taylor x degree prec depth vars :=
  Tactic.do_interval (Some x) vars (Float.PtoP prec) degree depth false false itm_taylor.

(** Rewrites functions that coq-interval does not know, in the goal. *)
Ltac known_functions :=
  repeat match goal with
  | |- context [acos ?u] => rewrite (acos_half_angle u) by (split; bounded)
  | |- context [asin ?u] => rewrite (asin_half_angle u) by (split; bounded)
  | |- context [Rmin ?x ?y] => rewrite (Rmin_by_abs x y)
  | |- context [Rmax ?x ?y] => rewrite (Rmax_by_abs x y)
  end
with bounded :=
  first [ assumption | lra
        | known_functions; enclose_natural 60%positive 0%nat (@nil R) ].

(** A sign by the natural extension on the box at hand. *)
Ltac natural :=
  known_functions;
  first [ enclose_natural 60%positive 0%nat (@nil R) | enclose_natural 120%positive 0%nat (@nil R) | lra ].

Ltac some_slope vars prec depth cuts :=
  match vars with
  | ?x :: ?rest => first [ enclose_slope x prec depth cuts | some_slope rest prec depth cuts ]
  end.

Ltac some_taylor vars prec depth cuts :=
  match vars with
  | ?x :: ?rest => first [ enclose_taylor x 8%nat prec depth cuts | some_taylor rest prec depth cuts ]
  end.

(** A sign by enclosures that vary one of [vars], cutting the box up to [depth] times. *)
Ltac enclosed vars depth :=
  known_functions;
  first [ enclose_natural 60%positive 0%nat (@nil R)
        | some_slope vars 60%positive 0%nat (@nil R)
        | some_taylor vars 80%positive 0%nat (@nil R)
        | some_slope vars 60%positive depth vars
        | some_taylor vars 80%positive depth vars
        | enclose_natural 120%positive depth vars
        | lra ].

(** * Side conditions: a divisor is not zero, an argument lies in the domain *)

Ltac nonzero :=
  first [ assumption
        | apply Rgt_not_eq, Rlt_gt; first [ assumption | lra | natural ]
        | apply Rlt_not_eq; first [ assumption | lra | natural ]
        | apply pow_nonzero; nonzero
        | apply Rmult_integral_contrapositive_currified; nonzero
        | apply Rinv_neq_0_compat; nonzero ].

Ltac defined :=
  repeat match goal with |- _ /\ _ => split end;
  match goal with
  | |- True => exact I
  | |- _ <> _ => nonzero
  | |- _ => bounded
  end.

(** * Exact values *)

Ltac angle t v := replace t with v by (first [ring | field; nonzero]).

(** Values of the sine and the cosine at multiples of pi, and shifts by quarter turns. *)
Ltac exact_value t :=
  first [ angle t 0 | angle t (PI / 2) | angle t PI | angle t (PI / 3) | angle t (PI / 6) | angle t (PI / 4)
        | angle t (PI / 4 + PI / 6) | angle t (PI / 3 - PI / 4) | angle t (PI / 3 + PI / 4)
        | angle t (PI - PI / 3) | angle t (PI - PI / 4) | angle t (PI - PI / 6) ].

Ltac exact_values :=
  repeat first
  [ rewrite sin_0 | rewrite cos_0 | rewrite sin_PI | rewrite cos_PI | rewrite sin_PI2 | rewrite cos_PI2
  | rewrite sin_PI3 | rewrite cos_PI3 | rewrite sin_PI6 | rewrite cos_PI6 | rewrite sin_PI4 | rewrite cos_PI4
  | rewrite sin_neg | rewrite cos_neg | rewrite sin_minus | rewrite cos_minus | rewrite sin_plus | rewrite cos_plus
  | rewrite atan_0 | rewrite atan_1 | rewrite tan_0 | rewrite acos_0 | rewrite acos_1 | rewrite acos_0_5
  | rewrite asin_0 | rewrite asin_1 | rewrite sqrt_0 | rewrite sqrt_1 | rewrite exp_0 | rewrite ln_1 | rewrite Rabs_R0
  | match goal with
    | |- context [acos ?t] => replace t with 0 by (field; nonzero)
    | |- context [acos ?t] => replace t with 1 by (field; nonzero)
    | |- context [acos ?t] => replace t with (1 / 2) by (field; nonzero)
    | |- context [sin ?t] =>
        lazymatch t with 0 => fail | PI => fail | PI / _ => fail | _ => exact_value t end
    | |- context [cos ?t] =>
        lazymatch t with 0 => fail | PI => fail | PI / _ => fail | _ => exact_value t end
    end ].

(** An equality of terms as rational functions over what no rational operation explains. Side
    relations are given by the caller through [ring [..]] and [field [..]]. *)
Ltac identity := first [ ring | field; defined | exact_values; first [ ring | field; defined ] ].

(** The sign of a constant. *)
Ltac exact_sign :=
  first [ apply Req_le; symmetry; identity | exact_values; first [ lra | natural ] | natural ].

(** A goal that is, up to linear arithmetic, a hypothesis. *)
Ltac given := first [ assumption | lra ].

(** [0 <= f] given [G : 0 <= g] where [f] and [g] are equal as rational functions. *)
Ltac same_sign G :=
  match goal with
  | |- ?rel 0 ?f => match type of G with ?rel 0 ?g => replace f with g by identity; exact G end
  end.

(** Closes a relation, given the sign [G] of its difference. *)
Ltac settle G :=
  first
  [ exact G
  | exact (le_of_difference _ _ G) | exact (lt_of_difference _ _ G)
  | exact (ge_of_difference _ _ G) | exact (gt_of_difference _ _ G)
  | exact (neq_of_positive _ _ G) | exact (neq_of_negative _ _ G)
  | lra
  | cbv beta; same_sign G
  | apply le_of_difference; same_sign G | apply lt_of_difference; same_sign G
  | apply ge_of_difference; same_sign G | apply gt_of_difference; same_sign G
  | apply neq_of_positive; same_sign G | apply neq_of_negative; same_sign G ].

(** The sign of the difference of the relation [H]. *)
Ltac fact H :=
  let G := fresh "G" in
  first
  [ exact (le_to_difference _ _ H) | exact (lt_to_difference _ _ H)
  | exact (ge_to_difference _ _ H) | exact (gt_to_difference _ _ H)
  | lra
  | first [ pose proof (le_to_difference _ _ H) as G | pose proof (lt_to_difference _ _ H) as G
          | pose proof (ge_to_difference _ _ H) as G | pose proof (gt_to_difference _ _ H) as G ];
    same_sign G ].

(** A relation that is a hypothesis up to normal form and a positive rational factor. *)
Ltac assumed :=
  first
  [ assumption
  | lra
  | match goal with H : _ |- _ => let G := fresh "G" in
      first [ pose proof (le_to_difference _ _ H) as G | pose proof (lt_to_difference _ _ H) as G
            | pose proof (ge_to_difference _ _ H) as G | pose proof (gt_to_difference _ _ H) as G ];
      settle G
    end ].

(** Leaves the next premise of the hypothesis [L] to be proved, then applies [L] to it. *)
Ltac premise L :=
  let H := fresh "H" in
  match type of L with ?A -> _ => assert (H : A); [ | specialize (L H); clear H ] end.

(** A hypothesis and [V], which denies it. *)
Ltac absurd_by V :=
  first [ contradiction | lra | tauto
        | repeat match goal with H : _ \/ _ |- _ => destruct H end; first [ contradiction | lra | tauto ] ].

(** Makes arguments of [f] that are equal as rational functions the same term. *)
Ltac unify_arguments f :=
  repeat match goal with
  | |- context [f ?a] =>
      match goal with
      | |- context [f ?b] =>
          lazymatch a with
          | b => fail
          | _ => replace (f a) with (f b) by (apply f_equal; first [ ring | field; defined ])
          end
      end
  end.

Ltac unify_all :=
  unify_arguments sqrt; unify_arguments sin; unify_arguments cos; unify_arguments exp;
  unify_arguments ln; unify_arguments atan; unify_arguments tan.

(** Makes two roots, one a rational multiple of the other, multiples of one of them, and closes the goal. *)
Ltac scale_root a b k :=
  replace (sqrt a) with (k * sqrt b)
    by (symmetry; apply scaled_root; [ lra | defined | field; defined ]).

Ltac scale_roots :=
  repeat match goal with
  | |- context [sqrt ?a] =>
      match goal with
      | |- context [sqrt ?b] =>
          lazymatch a with
          | b => fail
          | _ => first [ scale_root a b (1 / 2) | scale_root a b 2 | scale_root a b (1 / 3) | scale_root a b 3 ]
          end
      end
  end;
  match goal with
  | |- context [sqrt ?b] =>
      let r := fresh "root" in
      assert (r : sqrt b ^ 2 = b) by (apply pow2_sqrt; defined);
      field [r]; defined
  end.

(** The derivative of a function is the given term; [close] proves the equality of what
    [auto_derive] finds with that term. *)
Ltac derivative_by close :=
  auto_derive;
  cbn [UnaryDiff'_f' UnaryDiff'_df UnaryDiff_acos UnaryDiff_asin UnaryDiff_tan];
  [ defined | first [ close | unify_all; close | exact_values; unify_all; close | scale_roots ] ].

Ltac derivative := derivative_by ltac:(first [ ring | field; defined ]).
