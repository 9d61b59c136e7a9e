(* the same for any angle phi_max in place of 5pi/12 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_S3_front :
  forall phi phi_max : R,
  0 <= phi ->
  phi <= PI ->
  PI / 3 <= phi_max ->
  phi_max <= PI / 2 ->
  (PI - 1 <> 0 /\ PI / 3 + 0 / (PI - 1) <= phi_max).
Proof.
  intros phi phi_max phi_lo phi_hi phi_max_lo phi_max_hi.
  assert (defined : PI - 1 <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= phi_max - (PI / 3 + 0 / (PI - 1))).
  {
    assert (coefficient : 0 < (1 / 3)) by lra.
    assert (factor : 0 <= (3 * phi_max - PI)).
    {
      refine (collapse_lower (fun phi_max_1 : R => 3 * phi_max_1 - PI) (fun phi_max_1 : R => 3) (PI / 3)
          phi_max _ _ _ _).
      { given. }
      {
        intros phi_max_1 [phi_max_1_lo phi_max_1_hi].
        assert (phi_max_1_far : phi_max_1 <= PI / 2) by (apply Rle_trans with phi_max; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros phi_max_1 [phi_max_1_lo_1 phi_max_1_hi_1].
        assert (phi_max_1_far_1 : phi_max_1 <= PI / 2) by (apply Rle_trans with phi_max; given).
        assert (sign_1 : 0 <= 3) by enclosed (@nil R) 0%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= 3 * (PI / 3) - PI) by exact_sign.
        settle sign_2.
      }
    }
    refine (product_le (1) (phi_max - (PI / 3 + 0 / (PI - 1))) ((1 / 3) * (3 * phi_max - PI)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor). }
  }
  settle sign.
Qed.
