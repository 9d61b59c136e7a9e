(* after training a alone r is positive, so training w next moves v towards v* *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R3_positive :
  forall k sigma kernel : R,
  1 <= k ->
  0 <= sigma ->
  sigma <= 1 ->
  (19 / 10) <= kernel ->
  kernel <= PI ->
  (k + PI - 1 <> 0 /\ PI - 1 <> 0 /\ sigma * (k + kernel - 1) / (k + PI - 1) + (1 - sigma) * (kernel - 1) /
      (PI - 1) > 0).
Proof.
  intros k sigma kernel k_lo sigma_lo sigma_hi kernel_lo kernel_hi.
  assert (defined : k + PI - 1 <> 0) by defined.
  assert (defined_1 : PI - 1 <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  assert (sign : 0 < sigma * (k + kernel - 1) / (k + PI - 1) + (1 - sigma) * (kernel - 1) / (PI - 1)).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
    assert (factor_2 : 0 < (1 - PI + (PI - 1) * kernel + (kernel - 1 + (PI - kernel) * sigma) * k)) by
        enclosed (k :: sigma :: kernel :: @nil R) 16%nat.
    refine (product_lt ((PI - 1) * (k + PI - 1)) (sigma * (k + kernel - 1) / (k + PI - 1) + (1 - sigma) *
        (kernel - 1) / (PI - 1)) ((1 - PI + (PI - 1) * kernel + (kernel - 1 + (PI - kernel) * sigma) * k)) _ _
        _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact factor_2. }
  }
  settle sign.
Qed.
