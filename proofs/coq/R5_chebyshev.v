(* for k >= 48 fewer than 1 start in 4 has r_0 <= -1/5 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R5_chebyshev :
  forall k sigma : R,
  48 <= k ->
  0 <= sigma ->
  sigma <= 1 ->
  (2 * (k + 2) * (1 / 25) <> 0 /\ sigma / (2 * (k + 2) * (1 / 25)) <= (1 / 4)).
Proof.
  intros k sigma k_lo sigma_lo sigma_hi.
  assert (defined : 2 * (k + 2) * (1 / 25) <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= (1 / 4) - sigma / (2 * (k + 2) * (1 / 25))).
  {
    assert (factor : 0 < (k + 2)) by enclosed (k :: @nil R) 12%nat.
    assert (coefficient : 0 < (1 / 4)) by lra.
    assert (factor_1 : 0 <= (k + 2 - 50 * sigma)) by enclosed (k :: sigma :: @nil R) 14%nat.
    refine (product_le ((k + 2)) ((1 / 4) - sigma / (2 * (k + 2) * (1 / 25))) ((1 / 4) * (k + 2 - 50 * sigma))
        _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1). }
  }
  settle sign.
Qed.
