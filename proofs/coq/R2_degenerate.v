(* g vanishes to the third order at the spurious point *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R2_degenerate :
  forall psi : R,
  0 <= psi ->
  psi <= PI ->
  (0 <= (sin psi) - psi * (cos psi) /\ (sin psi) - psi * (cos psi) <= psi ^ 3 / 3).
Proof.
  intros psi psi_lo psi_hi.
  split.
  {
    destruct (cut psi ((13 / 8))) as [psi_hi_1 | psi_lo_1].
    {
      destruct (cut psi ((13 / 16))) as [psi_hi_2 | psi_lo_2].
      {
        destruct (cut psi ((13 / 32))) as [psi_hi_3 | psi_lo_3].
        {
          destruct (cut psi ((13 / 64))) as [psi_hi_4 | psi_lo_4].
          {
            assert (sign : 0 <= (sin psi) - psi * (cos psi)).
            {
              refine (collapse_lower (fun psi_1 : R => (sin psi_1) - psi_1 * (cos psi_1)) (fun psi_1 : R =>
                  psi_1 * (sin psi_1)) (0) psi _ _ _ _).
              { given. }
              {
                intros psi_1 [psi_1_lo psi_1_hi].
                assert (psi_1_far : psi_1 <= (13 / 64)) by (apply Rle_trans with psi; given).
                pose proof (sine_squared (psi_1)) as circle.
                derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined
                    ]).
              }
              {
                intros psi_1 [psi_1_lo_1 psi_1_hi_1].
                assert (psi_1_far_1 : psi_1 <= (13 / 64)) by (apply Rle_trans with psi; given).
                assert (sign_1 : 0 <= psi_1 * (sin psi_1)) by enclosed (psi_1 :: @nil R) 12%nat.
                settle sign_1.
              }
              {
                assert (sign_2 : 0 <= 0) by enclosed (@nil R) 0%nat.
                settle sign_2.
              }
            }
            settle sign.
          }
          {
            assert (sign_3 : 0 <= (sin psi) - psi * (cos psi)) by enclosed (psi :: @nil R) 12%nat.
            settle sign_3.
          }
        }
        {
          assert (sign_4 : 0 <= (sin psi) - psi * (cos psi)) by enclosed (psi :: @nil R) 12%nat.
          settle sign_4.
        }
      }
      {
        assert (sign_5 : 0 <= (sin psi) - psi * (cos psi)) by enclosed (psi :: @nil R) 12%nat.
        settle sign_5.
      }
    }
    {
      assert (sign_6 : 0 <= (sin psi) - psi * (cos psi)) by enclosed (psi :: @nil R) 12%nat.
      settle sign_6.
    }
  }
  {
    assert (sign_7 : 0 <= psi ^ 3 / 3 - ((sin psi) - psi * (cos psi))).
    {
      refine (collapse_lower (fun psi_2 : R => psi_2 ^ 3 / 3 - ((sin psi_2) - psi_2 * (cos psi_2))) (fun psi_2
          : R => psi_2 * (psi_2 - (sin psi_2))) (0) psi _ _ _ _).
      { given. }
      {
        intros psi_2 [psi_2_lo psi_2_hi].
        assert (psi_2_far : psi_2 <= PI) by (apply Rle_trans with psi; given).
        pose proof (sine_squared (psi_2)) as circle_1.
        derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ]).
      }
      {
        intros psi_2 [psi_2_lo_1 psi_2_hi_1].
        assert (psi_2_far_1 : psi_2 <= PI) by (apply Rle_trans with psi; given).
        assert (sign_8 : 0 <= psi_2 * (psi_2 - (sin psi_2))).
        {
          assert (factor : 0 <= psi_2) by enclosed (psi_2 :: @nil R) 12%nat.
          assert (factor_1 : 0 <= (psi_2 - (sin psi_2))).
          {
            refine (collapse_lower (fun psi_2_1 : R => psi_2_1 - (sin psi_2_1)) (fun psi_2_1 : R => 1 - (cos
                psi_2_1)) (0) psi_2 _ _ _ _).
            { given. }
            {
              intros psi_2_1 [psi_2_1_lo psi_2_1_hi].
              assert (psi_2_1_far : psi_2_1 <= PI) by (apply Rle_trans with psi_2; given).
              pose proof (sine_squared (psi_2_1)) as circle_2.
              derivative_by ltac:(first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined
                  ]).
            }
            {
              intros psi_2_1 [psi_2_1_lo_1 psi_2_1_hi_1].
              assert (psi_2_1_far_1 : psi_2_1 <= PI) by (apply Rle_trans with psi_2; given).
              assert (sign_9 : 0 <= 1 - (cos psi_2_1)) by enclosed (psi_2_1 :: @nil R) 12%nat.
              settle sign_9.
            }
            {
              assert (sign_10 : 0 <= 0) by enclosed (@nil R) 0%nat.
              settle sign_10.
            }
          }
          pose proof (sine_squared (psi_2)) as circle_3.
          refine (product_le (1) (psi_2 * (psi_2 - (sin psi_2))) (psi_2 * (psi_2 - (sin psi_2))) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ] | unify_all;
              first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ] | exact_values;
              unify_all; first [ ring | field; defined | ring [circle_3] | field [circle_3]; defined ] ]. }
          { exact (Rmult_le_pos _ _ factor factor_1). }
        }
        settle sign_8.
      }
      {
        assert (sign_11 : 0 <= 0) by enclosed (@nil R) 0%nat.
        settle sign_11.
      }
    }
    settle sign_7.
  }
Qed.
