(* quadratic and arithmetic mean *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem qm_am :
  forall x y : R,
  ((x + y) / 2) ^ 2 <= (x ^ 2 + y ^ 2) / 2.
Proof.
  intros x y.
  assert (sign : 0 <= (x ^ 2 + y ^ 2) / 2 - ((x + y) / 2) ^ 2).
  {
    assert (coefficient : 0 < (1 / 4)) by lra.
    refine (product_le (1) ((x ^ 2 + y ^ 2) / 2 - ((x + y) / 2) ^ 2) ((1 / 4) * (x - y) ^ 2) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) (square_nonneg (x - y))). }
  }
  settle sign.
Qed.
