(** Wrong proofs, which the checker refuses: each is a neighbour of one that it accepts. *)

From Coq Require Import Reals ZArith QArith List.
From Lemmabox.kernel Require Import Terms Signs Changes Checker Witness Sums Integrals Inference.
Import ListNotations.

Local Notation x := (TVar 0).
Local Notation y := (TVar 1).
Local Notation rel op l r := (FRel [] op l r).
Local Notation closed_range a b := (Ranging false (Some (Bound a false [])) (Some (Bound b false []))).
Local Notation open_range a b := (Ranging false (Some (Bound a true [])) (Some (Bound b true []))).
Local Notation by_sign r := (Certificate [] (Goal (BySign false r))).

(** [x (1 - x) >= 0] on [[0, 1]] by the product of its ends; not [x (1 - x) > 0], and not beyond 1. *)
Definition ends_product : reason :=
  Product NoFactor (Plus (1 # 1) (Times (End 0 false) (Times (End 0 true) NoFactor)) NoTerm) [].
Definition parabola : term := TBin Mul x (TBin Sub (TZ 1) x).

Example accepts_ends : check (Claim [closed_range (TZ 0) (TZ 1)] [] (rel GreaterEqual parabola (TZ 0))) (by_sign ends_product) = true.
Proof. vm_compute. reflexivity. Qed.
Example accepts_open_ends : check (Claim [open_range (TZ 0) (TZ 1)] [] (rel Greater parabola (TZ 0))) (by_sign ends_product) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_strict : check (Claim [closed_range (TZ 0) (TZ 1)] [] (rel Greater parabola (TZ 0))) (by_sign ends_product) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_other_end : check (Claim [closed_range (TZ 0) (TZ 2)] [] (rel GreaterEqual parabola (TZ 0))) (by_sign ends_product) = false.
Proof. vm_compute. reflexivity. Qed.

(** [sin x >= 0] up to [pi] exactly, and no further; [sin x > 0] inside. *)
Example accepts_sine : check (Claim [closed_range (TZ 0) TPi] [] (rel GreaterEqual (TUn Sin x) (TZ 0))) (by_sign Natural) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_sine_beyond :
  check (Claim [closed_range (TZ 0) (TQ 22 7)] [] (rel GreaterEqual (TUn Sin x) (TZ 0))) (by_sign Natural) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_strict_sine : check (Claim [closed_range (TZ 0) TPi] [] (rel Greater (TUn Sin x) (TZ 0))) (by_sign Natural) = false.
Proof. vm_compute. reflexivity. Qed.

(** A root or a quotient is undefined somewhere: the sign of its value says nothing. *)
Example accepts_root : check (Claim [closed_range (TZ 0) (TZ 1)] [] (rel GreaterEqual (TUn Sqrt x) (TZ 0))) (by_sign Natural) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_root : check (Claim [closed_range (TZ (-1)) (TZ 1)] [] (rel GreaterEqual (TUn Sqrt x) (TZ 0))) (by_sign Natural) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_quotient :
  check (Claim [closed_range (TZ 0) (TZ 1)] [] (rel Equal (TBin Div x x) (TZ 1))) (Certificate [] (Goal ByIdentity)) = false.
Proof. vm_compute. reflexivity. Qed.
Example accepts_quotient :
  check (Claim [open_range (TZ 0) (TZ 1)] [] (rel Equal (TBin Div x x) (TZ 1))) (Certificate [] (Goal ByIdentity)) = true.
Proof. vm_compute. reflexivity. Qed.

(** A divisor that a hypothesis says is negative is not 0; one that is only not positive may be. *)
Definition own_quotient (op : comparison_sign) : claim :=
  Claim [Ranging false None None] [FRel [] op x (TZ 0)] (rel Equal (TBin Div x x) (TZ 1)).
Example accepts_negative_divisor : check (own_quotient Less) (Certificate [] (Goal ByIdentity)) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_divisor_not_positive : check (own_quotient LessEqual) (Certificate [] (Goal ByIdentity)) = false.
Proof. vm_compute. reflexivity. Qed.

(** [x - sin x] grows from 0: not from the other end, not with another derivative, not [x - 2 sin x]. *)
Definition slope_of_sine : term := TBin Sub (TZ 1) (TUn Cos x).
Definition above_sine (k : Z) : claim :=
  Claim [closed_range (TZ 0) TPi] [] (rel GreaterEqual (TBin Sub x (TBin Mul (TZ k) (TUn Sin x))) (TZ 0)).

Example accepts_growth : check (above_sine 1) (by_sign (Collapse 0 false slope_of_sine Natural Exact)) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_other_side : check (above_sine 1) (by_sign (Collapse 0 true slope_of_sine Natural Exact)) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_false_growth : check (above_sine 2) (by_sign (Collapse 0 false slope_of_sine Natural Exact)) = false.
Proof. vm_compute. reflexivity. Qed.

(** A fact about a variable says nothing of the points on the way along that variable. *)
Definition with_fact (f : formula) : claim :=
  Claim [closed_range (TZ (-1)) (TZ 1); closed_range (TZ (-1)) (TZ 1)] [f] (rel GreaterEqual (TBin Mul x y) (TBin Mul (TZ (-1)) y)).
Definition by_fact : certificate :=
  by_sign (Collapse 0 false y (Product NoFactor (Plus (1 # 1) (Times (Fact 0) NoFactor) NoTerm) []) Exact).

Example accepts_fact_of_another : check (with_fact (rel GreaterEqual y (TZ 0))) by_fact = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_moved_fact : check (with_fact (rel GreaterEqual (TBin Add y (TBin Mul (TZ 0) x)) (TZ 0))) by_fact = false.
Proof. vm_compute. reflexivity. Qed.

(** Cuts cover: both halves are looked at. [|x| >= x] would be easy below 0 alone. *)
Definition halves (below above : tree) : certificate := Certificate [] (Split 0 (TZ 0) below above).
Definition square_positive : claim := Claim [closed_range (TZ (-1)) (TZ 1)] [] (rel Greater (TBin Add x (TZ 1)) (TZ 0)).

Example refuses_half : check square_positive (halves (Goal (BySign false Natural)) (Goal (BySign false Natural))) = false.
Proof. vm_compute. reflexivity. Qed.

(** A contradiction needs a positive term, a condition must be mentioned by the claim rightly, and a lemma's assumptions be met. *)
Example refuses_empty_contradiction :
  check (Claim [closed_range (TZ 0) (TZ 1)] [] (rel GreaterEqual x (TZ 0))) (by_sign (Contradiction NoTerm [])) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_invented_condition :
  check (Claim [closed_range (TZ 0) (TZ 1)] [] (FRel [Positive x] GreaterEqual x (TZ 0))) (by_sign Natural) = false.
Proof. vm_compute. reflexivity. Qed.

Definition root_lemma : claim := Claim [closed_range (TZ 0) (TZ 1)] [] (rel LessEqual x (TUn Sqrt x)).
Definition by_lemma (argument : term) : certificate :=
  Certificate [Use root_lemma [argument]
    (OneProof (BySign false Natural) (OneProof (BySign false Natural) NoProof))] (Goal (ByFact 0 (1 # 1))).

Example refuses_unmet_assumption :
  check (Claim [closed_range (TZ 0) (TZ 2)] [] (rel LessEqual x (TUn Sqrt x))) (by_lemma x) = false.
Proof. vm_compute. reflexivity. Qed.

(** [sin x >= 2x/pi] on [[0, pi/2]] by the chord; not beyond, not [sin x >= x], not for the convex [1 - sin x]. *)
Definition quarter_turn : term := TBin Div TPi (TZ 2).
Definition above_line (f line : term) (b : term) : claim :=
  Claim [closed_range (TZ 0) b] [] (rel GreaterEqual (TBin Sub f line) (TZ 0)).
Definition jordan_line : term := TBin Mul (TBin Div (TZ 2) TPi) x.
Definition by_chord (d dd : term) : certificate := by_sign (Chord 0 d dd Natural Exact Exact).
Definition slope_of_chord : term := TBin Sub (TUn Cos x) (TBin Div (TZ 2) TPi).

Example accepts_chord :
  check (above_line (TUn Sin x) jordan_line quarter_turn) (by_chord slope_of_chord (TUn Neg (TUn Sin x))) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_chord_beyond :
  check (above_line (TUn Sin x) jordan_line (TZ 2)) (by_chord slope_of_chord (TUn Neg (TUn Sin x))) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_other_chord :
  check (above_line (TUn Sin x) x quarter_turn) (by_chord slope_of_chord (TUn Neg (TUn Sin x))) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_chord_of_convex :
  check (above_line (TUn Neg (TUn Sin x)) (TUn Neg jordan_line) quarter_turn) (by_chord (TUn Neg slope_of_chord) (TUn Sin x)) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_strict_chord :
  check (Claim [closed_range (TZ 0) quarter_turn] [] (rel Greater (TBin Sub (TUn Sin x) jordan_line) (TZ 0)))
    (by_chord slope_of_chord (TUn Neg (TUn Sin x))) = false.
Proof. vm_compute. reflexivity. Qed.

(** An exponential above its tangent, a logarithm below; never strictly, never the other way round. *)
Definition real_line : variable := Ranging false None None.
Definition exponential_line (op : comparison_sign) : claim := Claim [real_line] [] (rel op (TUn Exp x) (TBin Add (TZ 1) x)).

Example accepts_tangent : check (exponential_line GreaterEqual) (by_sign (ExpTangent x (TZ 0))) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_strict_tangent : check (exponential_line Greater) (by_sign (ExpTangent x (TZ 0))) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_tangent_above : check (exponential_line LessEqual) (by_sign (ExpTangent x (TZ 0))) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_tangent_elsewhere : check (exponential_line GreaterEqual) (by_sign (ExpTangent x (TZ 1))) = false.
Proof. vm_compute. reflexivity. Qed.
Example accepts_logarithm :
  check (Claim [Ranging false (Some (Bound (TZ 0) true [])) None] [] (FRel [Positive x] LessEqual (TUn Ln x) (TBin Sub x (TZ 1))))
    (by_sign (LnTangent x (TZ 1))) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_undefined_logarithm :
  check (Claim [Ranging false (Some (Bound (TZ 0) false [])) None] [] (FRel [Positive x] LessEqual (TUn Ln x) (TBin Sub x (TZ 1))))
    (by_sign (LnTangent x (TZ 1))) = false.
Proof. vm_compute. reflexivity. Qed.

(** A maximum exceeds both arms, a minimum neither; a sign with one arm alone is none. *)
Definition apart (m : term) (op : comparison_sign) : claim := Claim [real_line; real_line] [] (rel op (TBin Sub m x) (TZ 0)).

Example accepts_arm : check (apart (TBin Max x y) GreaterEqual) (by_sign (BeyondArm (TBin Max x y) false)) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_other_arm : check (apart (TBin Max x y) GreaterEqual) (by_sign (BeyondArm (TBin Max x y) true)) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_arm_of_minimum : check (apart (TBin Min x y) GreaterEqual) (by_sign (BeyondArm (TBin Min x y) false)) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_strict_arm : check (apart (TBin Max x y) Greater) (by_sign (BeyondArm (TBin Max x y) false)) = false.
Proof. vm_compute. reflexivity. Qed.
Definition size (lo : Z) : claim := Claim [closed_range (TZ lo) (TZ 2)] [] (rel LessEqual (TUn Abs x) (TZ 2)).
Example accepts_arms : check (size (-2)) (by_sign (EitherArm (TUn Abs x) Natural Natural)) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_arms : check (size (-3)) (by_sign (EitherArm (TUn Abs x) Natural Natural)) = false.
Proof. vm_compute. reflexivity. Qed.

(** The order of [x] and [y] by that of their exponentials, but not by that of their sines. *)
Definition ordered (f : unary) : claim :=
  Claim [real_line; real_line] [rel GreaterEqual (TUn f x) (TUn f y)] (rel GreaterEqual (TBin Sub x y) (TZ 0)).
Definition by_image (f : unary) : certificate :=
  by_sign (Image f x y (TBin Sub (TUn f x) (TUn f y)) (Product NoFactor (Plus (1 # 1) (Times (Fact 0) NoFactor) NoTerm) [])).

Example accepts_image : check (ordered Exp) (by_image Exp) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_image_of_sine : check (ordered Sin) (by_image Sin) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_image_of_cosine : check (ordered Cos) (by_image Cos) = false.
Proof. vm_compute. reflexivity. Qed.

(** Mean-value forms: [x^2 - x + 1 > 0] on [[0, 1]]; not [x^2 - x + 1/4 > 0], whose slopes are right; not with other slopes. *)
Definition bowl (c : term) : claim :=
  Claim [closed_range (TZ 0) (TZ 1)] [] (rel Greater (TBin Add (TBin Sub (TPow x 2) x) c) (TZ 0)).
Definition by_slopes (depth : nat) (d : term) : certificate := by_sign (Bisected depth [(0%nat, d)]).
Definition slope_of_bowl : term := TBin Sub (TBin Mul (TZ 2) x) (TZ 1).

Example accepts_mean_value : check (bowl (TQ 4 5)) (by_slopes 0 slope_of_bowl) = true.
Proof. vm_compute. reflexivity. Qed.
Example accepts_on_halves : check (bowl (TQ 1 3)) (by_slopes 4 slope_of_bowl) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_touching_bowl : check (bowl (TQ 1 4)) (by_slopes 4 slope_of_bowl) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_other_slopes : check (bowl (TQ 4 5)) (by_slopes 0 (TQ 1 10)) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_half_of_a_region :
  check (Claim [closed_range (TZ (-1)) (TZ 1)] [] (rel GreaterEqual x (TZ 0))) (by_sign (Halves 0 (TZ 0) Natural Natural)) = false.
Proof. vm_compute. reflexivity. Qed.

(** Between 0 and 1 there is no integer, but a real number. *)
Definition no_square_between (integer : bool) : claim :=
  Claim [Ranging integer None None] [] (rel GreaterEqual (TPow x 2) x).
Definition gap_of_integers : certificate :=
  let above := Goal (BySign false (Product NoFactor
    (Plus (1 # 1) (Times (Signed x false Natural) (Times (Signed (TBin Sub x (TZ 1)) false Natural) NoFactor)) NoTerm) [])) in
  Certificate [] (SplitInteger 0 0 (Goal (BySign false Natural)) above).

Example accepts_integers : check (no_square_between true) gap_of_integers = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_reals : check (no_square_between false) gap_of_integers = false.
Proof. vm_compute. reflexivity. Qed.

(** A fact ends the range of a variable where it says, and on its side. *)
Definition narrow_claim : claim := Claim [real_line] [rel LessEqual (TBin Mul (TZ 2) x) (TZ 6)] (rel LessEqual x (TZ 3)).
Definition narrowed (up : bool) (k : Q) (t : term) : certificate :=
  Certificate [] (Narrow 0 0 up k t (Goal (BySign false Natural))).

Example accepts_narrowing : check narrow_claim (narrowed true (2 # 1) (TZ 3)) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_other_end_of_fact : check narrow_claim (narrowed true (2 # 1) (TZ 2)) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_other_side_of_fact : check narrow_claim (narrowed false (-2 # 1) (TZ 3)) = false.
Proof. vm_compute. reflexivity. Qed.

(** Zero belongs to one of two cases by a sign. *)
Definition by_cases (strict : bool) : certificate :=
  let fact := Product NoFactor (Plus (1 # 1) (Times (Fact 0) NoFactor) NoTerm) [] in
  Certificate [] (Compare 0 x strict (Goal (ByOne 0 (BySign false fact))) (Goal (ByOne 1 (BySign false fact)))).
Definition either (op : comparison_sign) : claim := Claim [real_line] [] (FOr [rel LessEqual x (TZ 0); rel op x (TZ 0)]).

Example accepts_cases : check (either Greater) (by_cases true) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_cases : check (either Greater) (by_cases false) = false.
Proof. vm_compute. reflexivity. Qed.

(** An absolute value is the arm that a sign says it is, not the other. *)
Definition nothing : reason := Product NoFactor NoTerm [].
Definition multiple_of_fact (k : Q) : reason := Product NoFactor (Plus k (Times (Fact 0) NoFactor) NoTerm) [].
Definition by_arms (m : term) (below above : bool) : certificate :=
  let goal r := Goal (BySign false r) in
  Certificate [] (Compare 0 x false (Resolve m below (multiple_of_fact 1) (goal (multiple_of_fact 2)))
    (Resolve m above (multiple_of_fact 1) (goal nothing))).
Definition magnitude : term := TUn Abs x.
Definition above_itself (op : comparison_sign) : claim := Claim [real_line] [] (rel op magnitude x).

Example accepts_arm_by_sign : check (above_itself GreaterEqual) (by_arms magnitude false true) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_first_arm_below : check (above_itself GreaterEqual) (by_arms magnitude true true) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_second_arm_above : check (above_itself GreaterEqual) (by_arms magnitude false false) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_strict_arm_by_sign : check (above_itself Greater) (by_arms magnitude false true) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_arms_of_a_variable : check (above_itself GreaterEqual) (by_arms x false true) = false.
Proof. vm_compute. reflexivity. Qed.

(** The arm that is left may be defined where the other is not. *)
Definition greater_of_two (a : term) : claim :=
  let m := TBin Max (TZ 2) (TUn Sqrt x) in Claim [closed_range a (TZ 1)] [] (FRel [Nonnegative x] GreaterEqual m (TZ 2)).
Definition by_first_arm : certificate :=
  Certificate [] (Resolve (TBin Max (TZ 2) (TUn Sqrt x)) true Natural (Goal (BySign false nothing))).

Example accepts_defined_arm : check (greater_of_two (TZ 0)) by_first_arm = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_undefined_arm : check (greater_of_two (TZ (-1))) by_first_arm = false.
Proof. vm_compute. reflexivity. Qed.

(** Squares leave a root as their roots, and a number over itself is 1 where it is not 0. *)
Definition root_of_multiple (n : Z) : claim :=
  Claim [closed_range (TZ 0) (TZ 1)] []
    (rel Equal (TUn Sqrt (TBin Add (TBin Mul (TZ 4) x) (TZ 8))) (TBin Mul (TZ n) (TUn Sqrt (TBin Add x (TZ 2))))).
Definition by_normal_form : certificate := Certificate [] (Goal ByIdentity).
Definition over_itself (a : term) : claim := Claim [closed_range a (TZ 1)] [] (rel Equal (TUn Exp (TBin Div x x)) (TUn Exp (TZ 1))).

Example accepts_square_content : check (root_of_multiple 2) by_normal_form = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_other_content : check (root_of_multiple 4) by_normal_form = false.
Proof. vm_compute. reflexivity. Qed.
Example accepts_cancelling : check (over_itself (TQ 1 2)) by_normal_form = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_cancelling_zero : check (over_itself (TZ 0)) by_normal_form = false.
Proof. vm_compute. reflexivity. Qed.

(** A quotient attains the quotient of exact ends, not less; where the divisor may be 0 it has none. *)
Definition greatest_quotient (low : Z) (q : Z * positive) : claim :=
  Claim [closed_range (TZ 0) (TZ 1); Ranging false (Some (Bound (TZ low) false [])) None] []
    (rel LessEqual (TBin Div x (TBin Mul (TZ 3) y)) (TQ (fst q) (snd q))).

Example accepts_exact_quotient : check (greatest_quotient 1 (1, 3%positive)%Z) (by_sign Natural) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_smaller_quotient : check (greatest_quotient 1 (333333333, 1000000000%positive)%Z) (by_sign Natural) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_quotient_by_zero : check (greatest_quotient 0 (1, 3%positive)%Z) (by_sign Natural) = false.
Proof. vm_compute. reflexivity. Qed.

(** What falls to 0 at infinity is not negative, by its numerator in [x - 1]: [1/x - 1/(x + 1)] times both divisors is 1, and
    [1/x - 1/x^2] times [x^3] is [x (x - 1)]. Not from 0 on, where a divisor may be 0; not the other difference, not strictly at
    the end, not with a divisor less. *)
Definition beyond (a : Z) : variable := Ranging false (Some (Bound (TZ a) false [])) None.
Definition one_over (t : term) : term := TBin Div (TZ 1) t.
Definition gap_of_inverses (op : comparison_sign) (a : Z) (l r : term) : claim :=
  Claim [beyond a] [] (FRel [Nonzero l; Nonzero r] op (TBin Sub (one_over l) (one_over r)) (TZ 0)).
Definition divisors (ts : list term) : factors := fold_right (fun t => Times (Signed t true Natural)) NoFactor ts.
Definition by_numerator (ds : list term) (c0 c1 : Q) : certificate :=
  let first := Plus c1 (Times (End 0 false) NoFactor) NoTerm in
  by_sign (Product (divisors ds) (if Qeq_bool c0 0 then first else Plus c0 NoFactor NoTerm) []).
Definition next : term := TBin Add x (TZ 1).

Example accepts_vanishing : check (gap_of_inverses Greater 1 x next) (by_numerator [x; next] 1 0) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_vanishing_from_0 : check (gap_of_inverses Greater 0 x next) (by_numerator [x; next] 1 0) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_vanishing_backwards : check (gap_of_inverses Greater 1 next x) (by_numerator [x; next] 1 0) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_missing_divisor : check (gap_of_inverses Greater 1 x next) (by_numerator [x] 1 0) = false.
Proof. vm_compute. reflexivity. Qed.
Example accepts_touching_numerator : check (gap_of_inverses GreaterEqual 1 x (TPow x 2)) (by_numerator [x; x] 0 1) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_strict_numerator : check (gap_of_inverses Greater 1 x (TPow x 2)) (by_numerator [x; x] 0 1) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_other_numerator : check (gap_of_inverses GreaterEqual 1 x (TPow x 2)) (by_numerator [x; x] 0 2) = false.
Proof. vm_compute. reflexivity. Qed.

(** A root of a product is the product of roots where neither factor is negative, not where both may be; the size of a variable
    is the variable from 0 on, not below. *)
Definition root_of_product (a b : Z) : claim :=
  Claim [beyond a; beyond b] []
    (FRel [Nonnegative (TBin Mul x y)] Equal (TUn Sqrt (TBin Mul x y)) (TBin Mul (TUn Sqrt (TUn Abs x)) (TUn Sqrt (TUn Abs y)))).
Example accepts_root_of_product : check (root_of_product 0 1) by_normal_form = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_root_of_negatives : check (root_of_product (-1) 0) by_normal_form = false.
Proof. vm_compute. reflexivity. Qed.
Definition size_from (a : Z) : claim := Claim [beyond a] [] (rel Equal (TUn Abs x) x).
Example accepts_size : check (size_from 0) by_normal_form = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_size : check (size_from (-1)) by_normal_form = false.
Proof. vm_compute. reflexivity. Qed.

(** Between open ends a square is below the square of the ends; it is not if one of them is closed. *)
Definition unit_square (low_open : bool) : claim :=
  Claim [Ranging false (Some (Bound (TZ (-1)) low_open [])) (Some (Bound (TZ 1) true []))] [] (rel Less (TPow x 2) (TZ 1)).
Example accepts_open_square : check (unit_square true) (by_sign Natural) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_closed_square : check (unit_square false) (by_sign Natural) = false.
Proof. vm_compute. reflexivity. Qed.

(** The cosine is positive up to a quarter turn, not at it. *)
Definition quarter (upper_open : bool) : claim :=
  Claim [Ranging false (Some (Bound (TZ 0) false [])) (Some (Bound (TBin Div TPi (TZ 2)) upper_open []))] []
    (rel Greater (TUn Cos x) (TZ 0)).
Example accepts_open_quarter : check (quarter true) (by_sign Natural) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_closed_quarter : check (quarter false) (by_sign Natural) = false.
Proof. vm_compute. reflexivity. Qed.

(** Angles by their halves, exponents by their parts, constants and their reciprocals; and what is nearly so. *)
Definition same_terms (l r : term) : claim := Claim [real_line] [] (rel Equal l r).
Definition halved_angle (k : Z) : claim :=
  same_terms (TBin Sub (TZ 1) (TUn Cos x)) (TBin Mul (TZ k) (TPow (TUn Sin (TBin Div x (TZ 2))) 2)).
Example accepts_halved_angle : check (halved_angle 2) by_normal_form = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_halved_angle : check (halved_angle 3) by_normal_form = false.
Proof. vm_compute. reflexivity. Qed.
Definition parts_of_exponent (n : nat) : claim :=
  same_terms (TUn Exp (TBin Div x (TZ 2))) (TPow (TUn Exp (TBin Div x (TZ 6))) n).
Example accepts_parts_of_exponent : check (parts_of_exponent 3) by_normal_form = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_parts_of_exponent : check (parts_of_exponent 2) by_normal_form = false.
Proof. vm_compute. reflexivity. Qed.
Definition arctangents (n : Z) : claim :=
  same_terms (TBin Add (TUn Atan (TZ 3)) (TUn Atan (TQ 1 3))) (TBin Div TPi (TZ n)).
Example accepts_reciprocal : check (arctangents 2) by_normal_form = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_reciprocal : check (arctangents 3) by_normal_form = false.
Proof. vm_compute. reflexivity. Qed.
Definition logarithm_of_8 (n : Z) : claim := same_terms (TUn Ln (TZ 8)) (TBin Mul (TZ n) (TUn Ln (TZ 2))).
Example accepts_logarithm_of_power : check (logarithm_of_8 3) by_normal_form = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_logarithm_of_power : check (logarithm_of_8 4) by_normal_form = false.
Proof. vm_compute. reflexivity. Qed.

(** [x^4 - 2 x^2 + 1 >= 0] is [(w - 1)^2 >= 0] for [w = x^2] from 0 on. Not with a new variable that stands for another term, not
    with ends that it does not keep, not with a multiplier that may be 0, not for a new goal of another kind. *)
Definition quartic (op : comparison_sign) : claim :=
  Claim [real_line] [] (rel op (TBin Add (TBin Sub (TPow x 4) (TBin Mul (TZ 2) (TPow x 2))) (TZ 1)) (TZ 0)).
Definition end_at_0 (open : bool) : option new_end := Some (NewEnd (TZ 0) open Natural).
Definition in_squares (w : term) (low : option new_end) (m : factors) (inner : proof) : certificate :=
  Certificate [] (InVariables (Change [] [NewVariable w low None] [] m (TPow (TBin Sub x (TZ 1)) 2)) (Goal inner)).
Definition by_square : proof := BySign false Natural.

Example accepts_change : check (quartic GreaterEqual) (in_squares (TPow x 2) (end_at_0 false) NoFactor by_square) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_change_to_another_term :
  check (quartic GreaterEqual) (in_squares (TPow x 4) (end_at_0 false) NoFactor by_square) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_open_end_of_change :
  check (quartic GreaterEqual) (in_squares (TPow x 2) (end_at_0 true) NoFactor by_square) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_multiplier_of_change :
  check (quartic GreaterEqual) (in_squares (TPow x 2) (end_at_0 false) (Times (Square x) NoFactor) by_square) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_strict_change : check (quartic Greater) (in_squares (TPow x 2) (end_at_0 false) NoFactor by_square) = false.
Proof. vm_compute. reflexivity. Qed.

(** What is given of the new variable must hold of the old term: [w >= 0] for [w = exp x - 1] only from 0 on. A fact is one in the
    new variables times something positive, and an equality takes away the variable that it determines, not another. *)
Definition shifted_exponential : term := TBin Sub (TUn Exp x) (TZ 1).
Definition given_sign (a : Z) : bool :=
  check (Claim [beyond a] [] (rel GreaterEqual shifted_exponential (TZ 0)))
    (Certificate [] (InVariables (Change [] [NewVariable shifted_exponential None None] [GivenSign x false Natural] NoFactor x)
      (Goal (ByFact 0 1)))).
Example accepts_given_sign : given_sign 0 = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_given_sign : given_sign (-1) = false.
Proof. vm_compute. reflexivity. Qed.
Definition given_fact (t : term) : bool :=
  check (Claim [real_line] [rel GreaterEqual (TUn Exp x) (TZ 2)] (rel GreaterEqual (TBin Mul (TZ 3) (TUn Exp x)) (TZ 6)))
    (Certificate [] (InVariables (Change [] [NewVariable (TUn Exp x) None None] [GivenFact 0 NoFactor t] NoFactor
      (TBin Sub (TBin Mul (TZ 3) x) (TZ 6))) (Goal (ByFact 0 3)))).
Example accepts_given_fact : given_fact (TBin Sub x (TZ 2)) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_given_fact : given_fact (TBin Sub x (TZ 1)) = false.
Proof. vm_compute. reflexivity. Qed.
Definition on_a_line (by_what : term) : bool :=
  check (Claim [real_line; real_line] [rel Equal (TBin Add x y) (TZ 1)] (rel GreaterEqual (TPow (TBin Sub (TZ 1) y) 2) (TZ 0)))
    (Certificate [] (InVariables (Change [Equation 0 1 1 by_what] [NewVariable x None None] [] NoFactor (TPow x 2)) (Goal by_square))).
Example accepts_equation : on_a_line (TBin Sub (TZ 1) x) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_equation : on_a_line (TBin Sub (TZ 2) x) = false.
Proof. vm_compute. reflexivity. Qed.

(** A witness against [x^2 >= x] on [[0, 1]]: 1/2, not the ends, not a point outside, not what is undefined there. *)
Definition fails_below : claim := Claim [closed_range (TZ 0) (TZ 1)] [] (rel Less (TPow x 2) x).
Example accepts_witness : check_witness fails_below [TQ 1 2] = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_end_as_witness : check_witness fails_below [TZ 1] = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_witness_outside :
  check_witness (Claim [closed_range (TZ 1) (TZ 2)] [] (rel Less (TPow x 2) x)) [TQ 1 2] = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_undefined_witness :
  check_witness (Claim [real_line] [] (FRel [Nonnegative x] GreaterEqual (TUn Sqrt x) (TZ 0))) [TZ (-1)] = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_witness_of_another_length : check_witness fails_below [TQ 1 2; TZ 0] = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_half_an_integer :
  check_witness (Claim [Ranging true None None] [] (rel Less (TPow x 2) x)) [TQ 1 2] = false.
Proof. vm_compute. reflexivity. Qed.

Local Open Scope R_scope.

(** A sum is the one before and the next term, not the last one; and only if no term is missing between them. *)
Goal forall (f : R -> R) n, (exists z : Z, n = IZR z) -> 1 <= n -> True.
Proof.
  intros f n N L.
  assert (accepts : sum_over f 1 (n + 1) = sum_over f 1 n + f (n + 1)) by next_terms.
  Fail assert (sum_over f 1 (n + 1) = sum_over f 1 n + f n) by next_terms.
  Fail assert (sum_over f 1 (n + 2) = sum_over f 1 n + f (n + 2)) by next_terms.
  Fail assert (sum_over f 5 (n + 1) = sum_over f 5 n + f (n + 1)) by next_terms.
  Fail assert (product_over f 1 (n + 1) = product_over f 1 n + f (n + 1)) by next_terms.
  exact I.
Qed.

(** A sum of few terms has its value, an empty one 0, and no other. *)
Goal True.
Proof.
  assert (accepts : sum_over (fun k => k ^ 2) 1 3 = 14) by alike.
  assert (accepts_empty : sum_over (fun k => k) 1 0 = 0) by alike.
  assert (accepts_product : product_over (fun k => k) 1 4 = 24) by alike.
  Fail assert (sum_over (fun k => k ^ 2) 1 3 = 13) by alike.
  assert (accepts_gap : sum_over (fun k => k) 2 0 = 0) by alike.
  Fail assert (sum_over (fun k => k) 2 0 = - 1) by alike.
  Fail assert (product_over (fun k => k) 1 0 = 0) by alike.
  exact I.
Qed.

(** A value of a sequence comes from those before it, where the recurrence holds. *)
Goal forall (x : R -> R) n, (exists z : Z, n = IZR z) -> 1 <= n -> x 0 = 1 ->
  (forall t, (exists z : Z, t = IZR z) -> 0 <= t -> x (t + 1) = 2 * x t) -> True.
Proof.
  intros x n N L first next.
  assert (accepts : x (n + 1) = 2 * x n) by next_value next (n + 1) 1.
  Fail assert (x (n + 1) = 2 * x (n - 1)) by next_value next (n + 1) 1.
  Fail assert (x (n - 1) = 2 * x (n - 2)) by next_value next (n - 1) 1.
  Fail assert (x (n + / 2) = 2 * x (n - / 2)) by next_value next (n + / 2) 1.
  assert (accepts_early : x 1 = 2) by next_value next 1 1.
  Fail assert (x 2 = 2) by next_value next 2 1.
  exact I.
Qed.

(** An induction from 1 needs the case 1; what holds from 2 on is no base, and the case [n + 1] is not the case [n]. *)
Goal forall P : R -> Prop, P 2 -> (forall n, P n -> P (n + 1)) -> True.
Proof.
  intros P base step.
  assert (accepts : forall n, (exists z : Z, n = IZR z) -> 2 <= n -> P n).
  { apply (induction_1 2%Z P base). intros n _ _ case. exact (step n case). }
  Fail assert (forall n, (exists z : Z, n = IZR z) -> 1 <= n -> P n)
    by (apply (induction_1 1%Z P base); intros n _ _ case; exact (step n case)).
  Fail assert (forall n, (exists z : Z, n = IZR z) -> 2 <= n -> P n)
    by (apply (induction_1 2%Z P base); intros n _ _ case; exact case).
  exact I.
Qed.

(** What is given proves what says the same, and nothing stronger. *)
Goal forall (x : R -> R) n, x (n + 1 + 1) <= 3 -> True.
Proof.
  intros x n H.
  assert (accepts : x (n + 2) <= 3) by given.
  Fail assert (x (n + 2) < 3) by given.
  Fail assert (x (n + 1) <= 3) by given.
  Fail assert (x (n + 2) <= 2) by given.
  exact I.
Qed.

(** [x^3/3] has the derivative [x^2], and [x^2] no other antiderivative of this kind; [1/x] is not continuous up to 0. *)
Definition cube : term := TBin Div (TPow x 3) (TZ 3).
Definition unit_interval : claim := Claim [closed_range (TZ 0) (TZ 1)] [] FTrue.

Example accepts_antiderivative : antiderivative_ok unit_interval 0 cube (TPow x 2) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_antiderivative : antiderivative_ok unit_interval 0 (TPow x 3) (TPow x 2) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_antiderivative_of_kink : antiderivative_ok unit_interval 0 (TUn Sqrt x) (TBin Div (TZ 1) (TBin Mul (TZ 2) (TUn Sqrt x))) = false.
Proof. vm_compute. reflexivity. Qed.
Example accepts_continuity : continuity_ok (Claim [closed_range (TZ 1) (TZ 2)] [] FTrue) 0 (TBin Div (TZ 1) x) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_continuity : continuity_ok unit_interval 0 (TBin Div (TZ 1) x) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_no_variable : continuity_ok unit_interval 1 (TZ 1) = false.
Proof. vm_compute. reflexivity. Qed.

(** [log(1 + exp(-x)) = log(exp(x) + 1) - x]: once the divisor, not twice, and not without it. *)
Definition plain_identity (domain : variable) (l r : term) : claim := Claim [domain] [] (rel Equal l r).
Definition divisor_in_logarithm (k : Z) : claim :=
  plain_identity (Ranging false None None) (TUn Ln (TBin Add (TZ 1) (TUn Exp (TUn Neg x))))
    (TBin Sub (TUn Ln (TBin Add (TUn Exp x) (TZ 1))) (TBin Mul (TZ k) x)).
Example accepts_divisor_in_logarithm : check (divisor_in_logarithm 1) (Certificate [] (Goal ByIdentity)) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_divisor_twice : check (divisor_in_logarithm 2) (Certificate [] (Goal ByIdentity)) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_divisor_forgotten : check (divisor_in_logarithm 0) (Certificate [] (Goal ByIdentity)) = false.
Proof. vm_compute. reflexivity. Qed.

(** The exponential of half a logarithm is the root; of a third it is not, and at 0 it is nothing. *)
Definition part_of_logarithm (ends : variable) (k : Z) : claim :=
  plain_identity ends (TUn Exp (TBin Div (TUn Ln x) (TZ k))) (TUn Sqrt x).
Example accepts_half_of_logarithm :
  check (part_of_logarithm (open_range (TZ 0) (TZ 2)) 2) (Certificate [] (Goal ByIdentity)) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_third_of_logarithm :
  check (part_of_logarithm (open_range (TZ 0) (TZ 2)) 3) (Certificate [] (Goal ByIdentity)) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_half_of_logarithm_of_0 :
  check (part_of_logarithm (closed_range (TZ 0) (TZ 2)) 2) (Certificate [] (Goal ByIdentity)) = false.
Proof. vm_compute. reflexivity. Qed.

(** [|4 - 6 x| = 2 |3 x - 2|], not [3 |3 x - 2|], and not [2 (2 - 3 x)]. *)
Definition content_of_size (k : Z) (of : term) : claim :=
  plain_identity (Ranging false None None) (TUn Abs (TBin Sub (TZ 4) (TBin Mul (TZ 6) x))) (TBin Mul (TZ k) of).
Definition thrice : term := TBin Sub (TBin Mul (TZ 3) x) (TZ 2).
Example accepts_content_of_size : check (content_of_size 2 (TUn Abs thrice)) (Certificate [] (Goal ByIdentity)) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_content_of_size : check (content_of_size 3 (TUn Abs thrice)) (Certificate [] (Goal ByIdentity)) = false.
Proof. vm_compute. reflexivity. Qed.
Example refuses_size_without_bars : check (content_of_size 2 (TUn Neg thrice)) (Certificate [] (Goal ByIdentity)) = false.
Proof. vm_compute. reflexivity. Qed.

(** Slid down to a bound, the end of the range itself: not beyond that end, where the term need not be defined. *)
Definition slid_to (bound end_ : term) : claim :=
  Claim [Ranging false (Some (Bound end_ false [])) None] [rel GreaterEqual x bound] (rel GreaterEqual (TBin Sub x (TUn Cos (TZ 1))) (TZ 0)).
Definition slide_to (bound : term) : certificate := by_sign (Slide 0 0 false (1 # 1) bound (TZ 1) Natural Exact).
Example accepts_bound_at_the_end : check (slid_to (TUn Cos (TZ 1)) (TUn Cos (TZ 1))) (slide_to (TUn Cos (TZ 1))) = true.
Proof. vm_compute. reflexivity. Qed.
Example refuses_bound_beyond_the_end : check (slid_to (TUn Cos (TZ 1)) (TZ 1)) (slide_to (TUn Cos (TZ 1))) = false.
Proof. vm_compute. reflexivity. Qed.

(** A condition of what is given has to be met before it says anything. *)
Goal forall f : R -> R, (f 0 <> 0 -> f 1 = 2) -> f 0 = 3 -> True.
Proof.
  intros f H Z.
  assert (accepts : f 0 <> 0 -> f 1 = 2) by (assert (K : True) by exact I; conclude K).
  clear Z. assert (K : True) by exact I.
  Fail assert (f 1 = 2) by (conclude K).
  exact I.
Qed.

(** A product of which one factor may be 0 is not shown to be none. *)
Goal forall a b : R, a <> 0 -> True.
Proof.
  intros a b H.
  assert (accepts : a * a <> 0) by given.
  Fail assert (a * b <> 0) by given.
  exact I.
Qed.
