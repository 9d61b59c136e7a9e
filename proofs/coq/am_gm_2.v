(* arithmetic and geometric mean of two numbers *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem am_gm_2 :
  forall x y : R,
  0 <= x ->
  0 <= y ->
  (0 <= x * y /\ (sqrt (x * y)) <= (x + y) / 2).
Proof.
  intros x y x_lo y_lo.
  assert (defined : 0 <= x * y) by defined.
  split; [exact defined |].
  assert (sign : 0 <= (x + y) / 2 - (sqrt (x * y))).
  {
    apply contradiction_le.
    intros negated.
    assert (factor : 0 <= x) by given.
    assert (factor_1 : 0 <= y) by given.
    assert (coefficient : 0 < (1 / 4)) by lra.
    assert (root : (sqrt (x * y)) ^ 2 = x * y) by (apply pow2_sqrt; defined).
    refine (positive_is_not_zero ((- ((x + y) / 2 - (sqrt (x * y)))) * (- ((x + y) / 2 - (sqrt (x * y)))) + (-
        ((x + y) / 2 - (sqrt (x * y)))) * x + (- ((x + y) / 2 - (sqrt (x * y)))) * y + (1 / 4) * (x - y) ^ 2)
        _ _).
    { exact (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rplus_lt_le_0_compat _ _ (Rmult_lt_0_compat _
        _ negated negated) (Rmult_le_pos _ _ (Rlt_le _ _ negated) factor)) (Rmult_le_pos _ _ (Rlt_le _ _
        negated) factor_1)) (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) (square_nonneg (x - y)))). }
    { first [ first [ ring | field; defined | ring [root] | field [root]; defined ] | unify_all; first [ ring
        | field; defined | ring [root] | field [root]; defined ] | exact_values; unify_all; first [ ring |
        field; defined | ring [root] | field [root]; defined ] ]. }
  }
  settle sign.
Qed.
