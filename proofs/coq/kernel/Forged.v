(** Wrong proofs, which the checker refuses: each is a neighbour of one that it accepts. *)

From Coq Require Import Reals ZArith QArith List.
From Lemmabox.kernel Require Import Terms Signs Checker.
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
