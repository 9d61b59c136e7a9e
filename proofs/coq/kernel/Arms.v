(** Absolute values, minima and maxima as one of two terms, and functions that rise. *)

From Coq Require Import Reals ZArith List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Enclosures Evaluate.
Import ListNotations.
Local Open Scope R_scope.

(** * Arms *)

(** At each point the term has the value of one of these. *)
Definition arms_of (m : term) : option (term * term) :=
  match m with
  | TUn Abs a => Some (a, TUn Neg a)
  | TBin Min a b | TBin Max a b => Some (a, b)
  | _ => None
  end.

(** What an arm falls short of the term by, or exceeds a minimum by. *)
Definition gap (m a : term) : term :=
  match m with TBin Min _ _ => TBin Sub a m | _ => TBin Sub m a end.

Lemma arms_of_cases env m a b : arms_of m = Some (a, b) -> value env m = value env a \/ value env m = value env b.
Proof.
  destruct m as [| | | |[]|[]| |]; try discriminate; cbn; injection 1 as <- <-.
  - unfold Rabs. destruct Rcase_abs; auto.
  - unfold Rmin. destruct Rle_dec; auto.
  - unfold Rmax. destruct Rle_dec; auto.
Qed.

Lemma arms_of_defined env m a b : arms_of m = Some (a, b) -> defined env m -> defined env a /\ defined env b.
Proof. destruct m as [| | | |[]|[]| |]; try discriminate; cbn; injection 1 as <- <-; cbn; tauto. Qed.

Lemma gap_nonnegative env m a b : arms_of m = Some (a, b) -> 0 <= value env (gap m a) /\ 0 <= value env (gap m b).
Proof.
  destruct m as [| | | |[]|[]| |]; try discriminate; cbn; injection 1 as <- <-; cbn.
  - unfold Rabs. destruct Rcase_abs; lra.
  - unfold Rmin. destruct Rle_dec; lra.
  - unfold Rmax. destruct Rle_dec; lra.
Qed.

Lemma gap_defined env m a : defined env m -> defined env a -> defined env (gap m a).
Proof. destruct m as [| | | |[]|[]| |]; cbn; tauto. Qed.

(** * Images *)

Definition quarter : term := TBin Div TPi (TZ 2).

Definition turned_back (f : unary) (t : term) : bool :=
  match f, t with Sin, TUn Asin _ | Tan, TUn Atan _ => true | _, _ => false end.

(** What must not be negative so that the order of the images is that of the terms. *)
Definition order_conditions (f : unary) (greater lesser : term) : option (list term) :=
  let low t := TBin Add t quarter in
  let high t := TBin Sub quarter t in
  match f with
  | Exp | Ln => Some []
  | Tan =>
      let inside t := if turned_back Tan t then [] else [low t; high t] in
      Some (inside greater ++ inside lesser)
  | Sin =>
      if turned_back Sin lesser then Some [low greater]
      else if turned_back Sin greater then Some [high lesser]
      else None
  | Neg | Abs | Sqrt | Cos | Asin | Acos | Atan => None
  end.

Lemma quarter_value env : value env quarter = PI / 2.
Proof. reflexivity. Qed.

(** A tangent is defined inside: away from the quarter turns. *)
Lemma tangent_inside env t : defined env (TUn Tan t) ->
  (forall c, In c (if turned_back Tan t then [] else [TBin Add t quarter; TBin Sub quarter t]) -> 0 <= value env c) ->
  - (PI / 2) < value env t < PI / 2.
Proof.
  intros [D N] H. destruct (turned_back Tan t) eqn:E.
  - destruct t as [| | | |[] u| | |]; try discriminate. cbn. pose proof (atan_bound (value env u)). lra.
  - pose proof (H _ (or_introl eq_refl)) as A. pose proof (H _ (or_intror (or_introl eq_refl))) as B.
    cbn [value binary_value] in A, B. rewrite quarter_value in A, B. cbn in N. split.
    + destruct (Req_dec (value env t) (- (PI / 2))) as [Z|Z]; [elim N; rewrite Z, cos_neg; apply cos_PI2 | lra].
    + destruct (Req_dec (value env t) (PI / 2)) as [Z|Z]; [elim N; rewrite Z; apply cos_PI2 | lra].
Qed.

Lemma order_of_images env f greater lesser cs strict : order_conditions f greater lesser = Some cs ->
  (forall c, In c cs -> 0 <= value env c) -> defined env (TUn f greater) -> defined env (TUn f lesser) ->
  has_sign strict (value env (TUn f greater) - value env (TUn f lesser)) ->
  has_sign strict (value env greater - value env lesser).
Proof.
  intros O H Dg Dl S.
  assert (K : (value env greater < value env lesser -> value env (TUn f greater) < value env (TUn f lesser))
    /\ (value env greater = value env lesser -> value env (TUn f greater) = value env (TUn f lesser))).
  { split; [|cbn; congruence]. intros Lt. destruct f; try discriminate; cbn [order_conditions value unary_value] in *.
    - pose proof PI_RGT_0. destruct (turned_back Sin lesser) eqn:B.
      + injection O as <-. pose proof (H _ (or_introl eq_refl)) as A. cbn [value binary_value] in A. rewrite quarter_value in A.
        destruct lesser as [| | | |[] u| | |]; try discriminate. cbn [value unary_value] in *.
        destruct (asin_bound (value env u)). apply sin_increasing_1; lra.
      + destruct (turned_back Sin greater) eqn:B'; [|discriminate]. injection O as <-.
        pose proof (H _ (or_introl eq_refl)) as A. cbn [value binary_value] in A. rewrite quarter_value in A.
        destruct greater as [| | | |[] u| | |]; try discriminate. cbn [value unary_value] in *.
        destruct (asin_bound (value env u)). apply sin_increasing_1; lra.
    - injection O as <-.
      destruct (tangent_inside env greater Dg); [intros c Hc; apply H, in_or_app; now left|].
      destruct (tangent_inside env lesser Dl); [intros c Hc; apply H, in_or_app; now right|].
      apply tan_increasing; lra.
    - now apply exp_increasing.
    - destruct Dg as [_ G]. cbn in G. now apply ln_increasing. }
  destruct K as [K1 K2]. destruct (Rtotal_order (value env greater) (value env lesser)) as [T|[T|T]].
  - apply K1 in T. destruct strict; cbn [has_sign] in *; lra.
  - pose proof (K2 T). destruct strict; cbn [has_sign] in *; lra.
  - destruct strict; cbn [has_sign]; lra.
Qed.
