(* arithmetic and geometric mean of four fourth powers *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem am_gm_4 :
  forall w x y z : R,
  w ^ 4 + x ^ 4 + y ^ 4 + z ^ 4 >= 4 * w * x * y * z.
Proof.
  intros w x y z.
  assert (sign : 0 <= w ^ 4 + x ^ 4 + y ^ 4 + z ^ 4 - 4 * w * x * y * z).
  {
    assert (coefficient : 0 < 2) by lra.
    refine (product_le (1) (w ^ 4 + x ^ 4 + y ^ 4 + z ^ 4 - 4 * w * x * y * z) (2 * (w * z - x * y) ^ 2 + ((w
        - z) * (w + z)) ^ 2 + ((x - y) * (x + y)) ^ 2) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient)
        (square_nonneg (w * z - x * y))) (square_nonneg ((w - z) * (w + z)))) (square_nonneg ((x - y) * (x +
        y)))). }
  }
  settle sign.
Qed.
