(* the same at any angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_m_front :
  forall phi_max : R,
  PI / 3 <= phi_max ->
  phi_max <= PI / 2 ->
  (PI - 1 <> 0 /\ ((PI - phi_max) * (cos phi_max) + (sin phi_max) - 1) / (PI - 1) >= 0).
Proof.
  intros phi_max phi_max_lo phi_max_hi.
  assert (defined : PI - 1 <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= ((PI - phi_max) * (cos phi_max) + (sin phi_max) - 1) / (PI - 1)).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 <= ((sin phi_max) - 1 + (PI - phi_max) * (cos phi_max))).
    {
      refine (collapse_upper (fun phi_max_1 : R => (sin phi_max_1) - 1 + (PI - phi_max_1) * (cos phi_max_1))
          (fun phi_max_1 : R => (sin phi_max_1) * (phi_max_1 - PI)) (PI / 2) phi_max _ _ _ _).
      { given. }
      {
        intros phi_max_1 [phi_max_1_lo phi_max_1_hi].
        assert (phi_max_1_far : PI / 3 <= phi_max_1) by (apply Rle_trans with phi_max; given).
        pose proof (sine_squared (phi_max_1)) as circle.
        derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
      }
      {
        intros phi_max_1 [phi_max_1_lo_1 phi_max_1_hi_1].
        assert (phi_max_1_far_1 : PI / 3 <= phi_max_1) by (apply Rle_trans with phi_max; given).
        assert (sign_1 : 0 <= (- ((sin phi_max_1) * (phi_max_1 - PI)))) by enclosed (phi_max_1 :: @nil R)
            12%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= (sin (PI / 2)) - 1 + (PI - PI / 2) * (cos (PI / 2))) by exact_sign.
        settle sign_2.
      }
    }
    pose proof (sine_squared (phi_max)) as circle_1.
    refine (product_le ((PI - 1)) (((PI - phi_max) * (cos phi_max) + (sin phi_max) - 1) / (PI - 1)) (((sin
        phi_max) - 1 + (PI - phi_max) * (cos phi_max))) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] | unify_all; first
        [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] | exact_values; unify_all;
        first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] ]. }
    { exact factor_1. }
  }
  settle sign.
Qed.
