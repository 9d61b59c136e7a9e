(* the kernel is at most its value at 0 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R4_upper :
  forall alpha cosine kernel : R,
  0 <= alpha ->
  alpha <= 1 ->
  (-1) <= cosine ->
  cosine <= 1 ->
  0 <= kernel ->
  kernel <= PI ->
  2 * PI * alpha * cosine + (1 - alpha) ^ 2 * kernel <= PI * (1 + alpha ^ 2).
Proof.
  intros alpha cosine kernel alpha_lo alpha_hi cosine_lo cosine_hi kernel_lo kernel_hi.
  assert (sign : 0 <= PI * (1 + alpha ^ 2) - (2 * PI * alpha * cosine + (1 - alpha) ^ 2 * kernel)).
  {
    assert (factor : 0 <= (PI - kernel + (2 * kernel - 2 * cosine * PI + (PI - kernel) * alpha) * alpha)).
    {
      refine (collapse_upper (fun cosine_1 : R => PI - kernel + (2 * kernel - 2 * cosine_1 * PI + (PI -
          kernel) * alpha) * alpha) (fun cosine_1 : R => (-2) * (alpha * PI)) (1) cosine _ _ _ _).
      { given. }
      {
        intros cosine_1 [cosine_1_lo cosine_1_hi].
        assert (cosine_1_far : (-1) <= cosine_1) by (apply Rle_trans with cosine; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros cosine_1 [cosine_1_lo_1 cosine_1_hi_1].
        assert (cosine_1_far_1 : (-1) <= cosine_1) by (apply Rle_trans with cosine; given).
        assert (sign_1 : 0 <= (- ((-2) * (alpha * PI)))) by enclosed (alpha :: @nil R) 12%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= PI - kernel + (2 * kernel - 2 * PI + (PI - kernel) * alpha) * alpha).
        {
          assert (factor_1 : 0 <= (PI - kernel)).
          {
            refine (collapse_upper (fun kernel_1 : R => PI - kernel_1) (fun kernel_1 : R => (-1)) (PI) kernel
                _ _ _ _).
            { given. }
            {
              intros kernel_1 [kernel_1_lo kernel_1_hi].
              assert (kernel_1_far : 0 <= kernel_1) by (apply Rle_trans with kernel; given).
              derivative_by ltac:(first [ ring | field; defined ]).
            }
            {
              intros kernel_1 [kernel_1_lo_1 kernel_1_hi_1].
              assert (kernel_1_far_1 : 0 <= kernel_1) by (apply Rle_trans with kernel; given).
              assert (sign_3 : 0 <= 1) by enclosed (@nil R) 0%nat.
              settle sign_3.
            }
            {
              assert (sign_4 : 0 <= 0) by enclosed (@nil R) 0%nat.
              settle sign_4.
            }
          }
          refine (product_le (1) (PI - kernel + (2 * kernel - 2 * PI + (PI - kernel) * alpha) * alpha) ((alpha
              - 1) ^ 2 * (PI - kernel)) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact (Rmult_le_pos _ _ (square_nonneg (alpha - 1)) factor_1). }
        }
        settle sign_2.
      }
    }
    refine (product_le (1) (PI * (1 + alpha ^ 2) - (2 * PI * alpha * cosine + (1 - alpha) ^ 2 * kernel)) ((PI
        - kernel + (2 * kernel - 2 * cosine * PI + (PI - kernel) * alpha) * alpha)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact factor. }
  }
  settle sign.
Qed.
