(* Cauchy-Schwarz in space *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem cauchy_schwarz_3 :
  forall a b c d e f : R,
  (a * d + b * e + c * f) ^ 2 <= (a ^ 2 + b ^ 2 + c ^ 2) * (d ^ 2 + e ^ 2 + f ^ 2).
Proof.
  intros a b c d e f.
  assert (sign : 0 <= (a ^ 2 + b ^ 2 + c ^ 2) * (d ^ 2 + e ^ 2 + f ^ 2) - (a * d + b * e + c * f) ^ 2).
  {
    refine (product_le (1) ((a ^ 2 + b ^ 2 + c ^ 2) * (d ^ 2 + e ^ 2 + f ^ 2) - (a * d + b * e + c * f) ^ 2)
        ((a * f - c * d) ^ 2 + (a * e - b * d) ^ 2 + (b * f - c * e) ^ 2) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (square_nonneg (a * f - c * d)) (square_nonneg
        (a * e - b * d))) (square_nonneg (b * f - c * e))). }
  }
  settle sign.
Qed.
