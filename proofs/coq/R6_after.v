(* after Stage I, r > 0, the larger eta_w is harmless *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R6_after :
  forall phi x : R,
  0 <= phi ->
  phi <= 5 * PI / 12 ->
  0 <= x ->
  x <= 2 ->
  ((2 * PI <> 0 /\ 0 <= x * (PI - phi) * (sin phi) / (2 * PI)) /\ (2 * PI <> 0 /\ x * (PI - phi) * (sin phi) /
      (2 * PI) <= phi)).
Proof.
  intros phi x phi_lo phi_hi x_lo x_hi.
  assert (defined : 2 * PI <> 0) by defined.
  split.
  {
    split; [exact defined |].
    assert (sign : 0 <= x * (PI - phi) * (sin phi) / (2 * PI)) by enclosed (phi :: x :: @nil R) 14%nat.
    settle sign.
  }
  {
    split; [exact defined |].
    assert (sign_1 : 0 <= phi - x * (PI - phi) * (sin phi) / (2 * PI)).
    {
      assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
      assert (coefficient : 0 < (1 / 2)) by lra.
      assert (factor_1 : 0 <= ((x * (sin phi) + 2 * PI) * phi - x * PI * (sin phi))).
      {
        refine (collapse_lower (fun phi_1 : R => (x * (sin phi_1) + 2 * PI) * phi_1 - x * PI * (sin phi_1))
            (fun phi_1 : R => 2 * PI + ((sin phi_1) + (phi_1 - PI) * (cos phi_1)) * x) (0) phi _ _ _ _).
        { given. }
        {
          intros phi_1 [phi_1_lo phi_1_hi].
          assert (phi_1_far : phi_1 <= 5 * PI / 12) by (apply Rle_trans with phi; given).
          pose proof (sine_squared (phi_1)) as circle.
          derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
        }
        {
          intros phi_1 [phi_1_lo_1 phi_1_hi_1].
          assert (phi_1_far_1 : phi_1 <= 5 * PI / 12) by (apply Rle_trans with phi; given).
          assert (sign_2 : 0 <= 2 * PI + ((sin phi_1) + (phi_1 - PI) * (cos phi_1)) * x).
          {
            refine (collapse_lower (fun phi_1_1 : R => 2 * PI + ((sin phi_1_1) + (phi_1_1 - PI) * (cos
                phi_1_1)) * x) (fun phi_1_1 : R => x * (2 * (cos phi_1_1) + (PI - phi_1_1) * (sin phi_1_1)))
                (0) phi_1 _ _ _ _).
            { given. }
            {
              intros phi_1_1 [phi_1_1_lo phi_1_1_hi].
              assert (phi_1_1_far : phi_1_1 <= 5 * PI / 12) by (apply Rle_trans with phi_1; given).
              pose proof (sine_squared (phi_1_1)) as circle_1.
              derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined
                  ]).
            }
            {
              intros phi_1_1 [phi_1_1_lo_1 phi_1_1_hi_1].
              assert (phi_1_1_far_1 : phi_1_1 <= 5 * PI / 12) by (apply Rle_trans with phi_1; given).
              assert (sign_3 : 0 <= x * (2 * (cos phi_1_1) + (PI - phi_1_1) * (sin phi_1_1))) by enclosed
                  (phi_1_1 :: x :: @nil R) 14%nat.
              settle sign_3.
            }
            {
              assert (sign_4 : 0 <= 2 * PI + (- PI) * x).
              {
                assert (factor_2 : 0 <= PI) by enclosed (@nil R) 0%nat.
                assert (factor_3 : 0 <= (2 - x)) by enclosed (x :: @nil R) 12%nat.
                refine (product_le (1) (2 * PI + (- PI) * x) (PI * (2 - x)) _ _ _).
                { exact Rlt_0_1. }
                { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
                    exact_values; unify_all; first [ ring | field; defined ] ]. }
                { exact (Rmult_le_pos _ _ factor_2 factor_3). }
              }
              settle sign_4.
            }
          }
          settle sign_2.
        }
        {
          assert (sign_5 : 0 <= 0) by enclosed (@nil R) 0%nat.
          settle sign_5.
        }
      }
      pose proof (sine_squared (phi)) as circle_2.
      refine (product_le (PI) (phi - x * (PI - phi) * (sin phi) / (2 * PI)) ((1 / 2) * ((x * (sin phi) + 2 *
          PI) * phi - x * PI * (sin phi))) _ _ _).
      { exact factor. }
      { first [ first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] | unify_all;
          first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] | exact_values;
          unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] ]. }
      { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1). }
    }
    settle sign_1.
  }
Qed.
