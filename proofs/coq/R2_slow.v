(* the approach is at best like 1/t *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R2_slow :
  forall psi x sine : R,
  0 <= psi ->
  psi <= PI ->
  0 <= x ->
  (0 <= sine /\ sine <= psi) ->
  (2 * PI <> 0 /\ x * psi * sine / (2 * PI) <= x * psi ^ 2 / (2 * PI)).
Proof.
  intros psi x sine psi_lo psi_hi x_lo sine_1.
  destruct sine_1 as [sine_1_1 sine_1_2].
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= x * psi ^ 2 / (2 * PI) - x * psi * sine / (2 * PI)).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_1 : 0 <= psi) by enclosed (psi :: @nil R) 12%nat.
    assert (factor_2 : 0 <= x) by enclosed (x :: @nil R) 12%nat.
    assert (factor_3 : 0 <= (psi - sine)).
    {
      assert (factor_4 : 0 <= (psi - sine)) by fact sine_1_2.
      refine (product_le (1) (psi - sine) ((psi - sine)) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact factor_4. }
    }
    refine (product_le (PI) (x * psi ^ 2 / (2 * PI) - x * psi * sine / (2 * PI)) ((1 / 2) * psi * x * (psi -
        sine)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) factor_2)
        factor_3). }
  }
  settle sign.
Qed.
