(* unless phi_0 = 0, training a alone does not reach a*, where r = 1 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R3_not_the_target :
  forall k sigma kernel : R,
  1 <= k ->
  0 <= sigma ->
  sigma <= 1 ->
  0 <= kernel ->
  kernel < PI ->
  (k + PI - 1 <> 0 /\ PI - 1 <> 0 /\ sigma * (k + kernel - 1) / (k + PI - 1) + (1 - sigma) * (kernel - 1) /
      (PI - 1) < 1).
Proof.
  intros k sigma kernel k_lo sigma_lo sigma_hi kernel_lo kernel_hi.
  assert (defined : k + PI - 1 <> 0) by defined.
  assert (defined_1 : PI - 1 <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  assert (sign : 0 < 1 - (sigma * (k + kernel - 1) / (k + PI - 1) + (1 - sigma) * (kernel - 1) / (PI - 1))).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
    assert (factor_2 : 0 < (PI - 1 + (1 - sigma) * k)) by enclosed (k :: sigma :: @nil R) 14%nat.
    assert (factor_3 : 0 < (PI - kernel)).
    {
      refine (collapse_upper_strict_slope (fun kernel_1 : R => PI - kernel_1) (fun kernel_1 : R => (-1)) (PI)
          kernel _ _ _ _).
      { given. }
      {
        intros kernel_1 [kernel_1_lo kernel_1_hi].
        assert (kernel_1_far : 0 <= kernel_1) by (apply Rle_trans with kernel; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros kernel_1 [kernel_1_lo_1 kernel_1_hi_1].
        assert (kernel_1_far_1 : 0 <= kernel_1) by (apply Rle_trans with kernel; given).
        assert (sign_1 : 0 < 1) by enclosed (@nil R) 0%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= 0) by enclosed (@nil R) 0%nat.
        settle sign_2.
      }
    }
    refine (product_lt ((PI - 1) * (k + PI - 1)) (1 - (sigma * (k + kernel - 1) / (k + PI - 1) + (1 - sigma) *
        (kernel - 1) / (PI - 1))) ((PI - 1 + (1 - sigma) * k) * (PI - kernel)) _ _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_lt_0_compat _ _ factor_2 factor_3). }
  }
  settle sign.
Qed.
