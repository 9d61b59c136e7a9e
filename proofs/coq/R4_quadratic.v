(* the quadratic bound of K3, by K3 and 1 - cos <= phi^2/2 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R4_quadratic :
  forall alpha square drop gap : R,
  0 <= alpha ->
  alpha <= 1 ->
  0 <= square ->
  square <= 10 ->
  drop <= square / 2 ->
  gap <= PI * square / 2 ->
  2 * PI * alpha * drop + (1 - alpha) ^ 2 * gap <= PI * (1 + alpha ^ 2) * square / 2.
Proof.
  intros alpha square drop gap alpha_lo alpha_hi square_lo square_hi cosine K3.
  assert (sign : 0 <= PI * (1 + alpha ^ 2) * square / 2 - (2 * PI * alpha * drop + (1 - alpha) ^ 2 * gap)).
  {
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor : 0 <= (square * PI - 2 * gap + (4 * gap - 4 * drop * PI + (square * PI - 2 * gap) * alpha)
        * alpha)).
    {
      assert (coefficient_1 : 0 < (5 / 4)) by lra.
      assert (factor_1 : 0 <= (square / 2 - drop)) by fact cosine.
      assert (factor_2 : 0 <= alpha) by given.
      assert (factor_3 : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (factor_4 : 0 < ((16 / 5) - PI)) by enclosed (@nil R) 0%nat.
      assert (coefficient_2 : 0 < 2) by lra.
      assert (factor_5 : 0 <= (PI * square / 2 - gap)) by fact K3.
      assert (factor_6 : 0 <= (1 - alpha)) by given.
      assert (coefficient_3 : 0 < (5 / 4)) by lra.
      refine (product_le (1) (square * PI - 2 * gap + (4 * gap - 4 * drop * PI + (square * PI - 2 * gap) *
          alpha) * alpha) ((5 / 4) * (square / 2 - drop) * alpha * PI * ((16 / 5) - PI) + 2 * (PI * square / 2
          - gap) * (1 - alpha) * (1 - alpha) + (5 / 4) * (square / 2 - drop) * alpha * PI * PI) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact (Rplus_le_le_0_compat _ _ (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_1) factor_2) (Rlt_le _ _
          factor_3)) (Rlt_le _ _ factor_4)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _
          coefficient_2) factor_5) factor_6) factor_6)) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _
          (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_1) factor_2) (Rlt_le _ _ factor_3)) (Rlt_le _ _
          factor_3))). }
    }
    refine (product_le (1) (PI * (1 + alpha ^ 2) * square / 2 - (2 * PI * alpha * drop + (1 - alpha) ^ 2 *
        gap)) ((1 / 2) * (square * PI - 2 * gap + (4 * gap - 4 * drop * PI + (square * PI - 2 * gap) * alpha)
        * alpha)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor). }
  }
  settle sign.
Qed.
