(* and at least its value at pi *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R4_lower :
  forall alpha cosine kernel : R,
  0 <= alpha ->
  alpha <= 1 ->
  (-1) <= cosine ->
  cosine <= 1 ->
  0 <= kernel ->
  kernel <= PI ->
  2 * PI * alpha * cosine + (1 - alpha) ^ 2 * kernel >= (-2) * PI * alpha.
Proof.
  intros alpha cosine kernel alpha_lo alpha_hi cosine_lo cosine_hi kernel_lo kernel_hi.
  assert (sign : 0 <= 2 * PI * alpha * cosine + (1 - alpha) ^ 2 * kernel - (-2) * PI * alpha).
  {
    assert (factor : 0 <= (kernel + ((2 * cosine + 2) * PI - 2 * kernel + kernel * alpha) * alpha)).
    {
      refine (collapse_lower (fun cosine_1 : R => kernel + ((2 * cosine_1 + 2) * PI - 2 * kernel + kernel *
          alpha) * alpha) (fun cosine_1 : R => 2 * (alpha * PI)) ((-1)) cosine _ _ _ _).
      { given. }
      {
        intros cosine_1 [cosine_1_lo cosine_1_hi].
        assert (cosine_1_far : cosine_1 <= 1) by (apply Rle_trans with cosine; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros cosine_1 [cosine_1_lo_1 cosine_1_hi_1].
        assert (cosine_1_far_1 : cosine_1 <= 1) by (apply Rle_trans with cosine; given).
        assert (sign_1 : 0 <= 2 * (alpha * PI)) by enclosed (alpha :: @nil R) 12%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= kernel + ((- (2 * kernel)) + kernel * alpha) * alpha).
        {
          assert (factor_1 : 0 <= kernel) by enclosed (kernel :: @nil R) 12%nat.
          refine (product_le (1) (kernel + ((- (2 * kernel)) + kernel * alpha) * alpha) (kernel * (alpha - 1)
              ^ 2) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact (Rmult_le_pos _ _ factor_1 (square_nonneg (alpha - 1))). }
        }
        settle sign_2.
      }
    }
    refine (product_le (1) (2 * PI * alpha * cosine + (1 - alpha) ^ 2 * kernel - (-2) * PI * alpha) ((kernel +
        ((2 * cosine + 2) * PI - 2 * kernel + kernel * alpha) * alpha)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact factor. }
  }
  settle sign.
Qed.
