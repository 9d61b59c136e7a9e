(* the kernel falls with the angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R4_falls :
  forall alpha phi : R,
  0 <= alpha ->
  alpha <= 1 ->
  0 <= phi ->
  phi <= PI ->
  (2 * PI * alpha + (1 - alpha) ^ 2 * (PI - phi)) * (sin phi) >= 0.
Proof.
  intros alpha phi alpha_lo alpha_hi phi_lo phi_hi.
  destruct (cut phi ((13 / 8))) as [phi_hi_1 | phi_lo_1].
  {
    assert (sign : 0 <= (2 * PI * alpha + (1 - alpha) ^ 2 * (PI - phi)) * (sin phi)) by enclosed (alpha :: phi
        :: @nil R) 14%nat.
    settle sign.
  }
  {
    destruct (cut phi ((19 / 8))) as [phi_hi_2 | phi_lo_2].
    {
      assert (sign_1 : 0 <= (2 * PI * alpha + (1 - alpha) ^ 2 * (PI - phi)) * (sin phi)) by enclosed (alpha ::
          phi :: @nil R) 14%nat.
      settle sign_1.
    }
    {
      destruct (cut phi ((11 / 4))) as [phi_hi_3 | phi_lo_3].
      {
        assert (sign_2 : 0 <= (2 * PI * alpha + (1 - alpha) ^ 2 * (PI - phi)) * (sin phi)) by enclosed (alpha
            :: phi :: @nil R) 14%nat.
        settle sign_2.
      }
      {
        destruct (cut phi ((189 / 64))) as [phi_hi_4 | phi_lo_4].
        {
          assert (sign_3 : 0 <= (2 * PI * alpha + (1 - alpha) ^ 2 * (PI - phi)) * (sin phi)) by enclosed
              (alpha :: phi :: @nil R) 14%nat.
          settle sign_3.
        }
        {
          assert (sign_4 : 0 <= (2 * PI * alpha + (1 - alpha) ^ 2 * (PI - phi)) * (sin phi)).
          {
            assert (factor : 0 <= ((sin phi))).
            {
              refine (collapse_upper (fun phi_1 : R => (sin phi_1)) (fun phi_1 : R => (cos phi_1)) (PI) phi _
                  _ _ _).
              { given. }
              {
                intros phi_1 [phi_1_lo phi_1_hi].
                assert (phi_1_far : (189 / 64) <= phi_1) by (apply Rle_trans with phi; given).
                pose proof (sine_squared (phi_1)) as circle.
                derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined
                    ]).
              }
              {
                intros phi_1 [phi_1_lo_1 phi_1_hi_1].
                assert (phi_1_far_1 : (189 / 64) <= phi_1) by (apply Rle_trans with phi; given).
                assert (sign_5 : 0 <= (- (cos phi_1))) by enclosed (phi_1 :: @nil R) 12%nat.
                settle sign_5.
              }
              {
                assert (sign_6 : 0 <= (sin PI)) by exact_sign.
                settle sign_6.
              }
            }
            assert (factor_1 : 0 <= (PI - phi + (2 * phi + (PI - phi) * alpha) * alpha)).
            {
              refine (collapse_lower (fun alpha_1 : R => PI - phi + (2 * phi + (PI - phi) * alpha_1) *
                  alpha_1) (fun alpha_1 : R => 2 * phi + (2 * PI - 2 * phi) * alpha_1) (0) alpha _ _ _ _).
              { given. }
              {
                intros alpha_1 [alpha_1_lo alpha_1_hi].
                assert (alpha_1_far : alpha_1 <= 1) by (apply Rle_trans with alpha; given).
                derivative_by ltac:(first [ ring | field; defined ]).
              }
              {
                intros alpha_1 [alpha_1_lo_1 alpha_1_hi_1].
                assert (alpha_1_far_1 : alpha_1 <= 1) by (apply Rle_trans with alpha; given).
                assert (sign_7 : 0 <= 2 * phi + (2 * PI - 2 * phi) * alpha_1) by enclosed (alpha_1 :: phi ::
                    @nil R) 14%nat.
                settle sign_7.
              }
              {
                assert (sign_8 : 0 <= PI - phi).
                {
                  refine (collapse_upper (fun phi_2 : R => PI - phi_2) (fun phi_2 : R => (-1)) (PI) phi _ _ _
                      _).
                  { given. }
                  {
                    intros phi_2 [phi_2_lo phi_2_hi].
                    assert (phi_2_far : (189 / 64) <= phi_2) by (apply Rle_trans with phi; given).
                    derivative_by ltac:(first [ ring | field; defined ]).
                  }
                  {
                    intros phi_2 [phi_2_lo_1 phi_2_hi_1].
                    assert (phi_2_far_1 : (189 / 64) <= phi_2) by (apply Rle_trans with phi; given).
                    assert (sign_9 : 0 <= 1) by enclosed (@nil R) 0%nat.
                    settle sign_9.
                  }
                  {
                    assert (sign_10 : 0 <= 0) by enclosed (@nil R) 0%nat.
                    settle sign_10.
                  }
                }
                settle sign_8.
              }
            }
            pose proof (sine_squared (phi)) as circle_1.
            refine (product_le (1) ((2 * PI * alpha + (1 - alpha) ^ 2 * (PI - phi)) * (sin phi)) (((sin phi))
                * (PI - phi + (2 * phi + (PI - phi) * alpha) * alpha)) _ _ _).
            { exact Rlt_0_1. }
            { first [ first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] |
                unify_all; first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] |
                exact_values; unify_all; first [ ring | field; defined | ring [circle_1] | field [circle_1];
                defined ] ]. }
            { exact (Rmult_le_pos _ _ factor factor_1). }
          }
          settle sign_4.
        }
      }
    }
  }
Qed.
