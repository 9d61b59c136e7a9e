(* grad_w is dissipative where r >= 0 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R10_w_where_r_is_positive :
  forall r phi : R,
  0 <= r ->
  0 <= phi ->
  phi <= PI ->
  (4 * PI <> 0 /\ r * (PI - phi) * (1 + (cos phi)) / (4 * PI) >= 0).
Proof.
  intros r phi r_lo phi_lo phi_hi.
  assert (defined : 4 * PI <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= r * (PI - phi) * (1 + (cos phi)) / (4 * PI)).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 4)) by lra.
    assert (factor_1 : 0 <= r) by enclosed (r :: @nil R) 12%nat.
    assert (factor_2 : 0 <= ((cos phi) + 1)) by enclosed (phi :: @nil R) 12%nat.
    assert (factor_3 : 0 <= (PI - phi)).
    {
      refine (collapse_upper (fun phi_1 : R => PI - phi_1) (fun phi_1 : R => (-1)) (PI) phi _ _ _ _).
      { given. }
      {
        intros phi_1 [phi_1_lo phi_1_hi].
        assert (phi_1_far : 0 <= phi_1) by (apply Rle_trans with phi; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros phi_1 [phi_1_lo_1 phi_1_hi_1].
        assert (phi_1_far_1 : 0 <= phi_1) by (apply Rle_trans with phi; given).
        assert (sign_1 : 0 <= 1) by enclosed (@nil R) 0%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= 0) by enclosed (@nil R) 0%nat.
        settle sign_2.
      }
    }
    pose proof (sine_squared (phi)) as circle.
    refine (product_le (PI) (r * (PI - phi) * (1 + (cos phi)) / (4 * PI)) ((1 / 4) * r * ((cos phi) + 1) * (PI
        - phi)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [
        ring | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [
        ring | field; defined | ring [circle] | field [circle]; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) factor_2)
        factor_3). }
  }
  settle sign.
Qed.
