(* the largest eta_w M without overshoot *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_E2_step :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  (2 * PI <> 0 /\ 2 * ((PI - phi) * (sin phi)) / (2 * PI) <= phi).
Proof.
  intros phi phi_lo phi_hi.
  assert (defined : 2 * PI <> 0) by defined.
  destruct (cut phi ((13 / 8))) as [phi_hi_1 | phi_lo_1].
  {
    destruct (cut phi ((13 / 16))) as [phi_hi_2 | phi_lo_2].
    {
      destruct (cut phi ((13 / 32))) as [phi_hi_3 | phi_lo_3].
      {
        destruct (cut phi ((13 / 64))) as [phi_hi_4 | phi_lo_4].
        {
          split; [exact defined |].
          assert (sign : 0 <= phi - 2 * ((PI - phi) * (sin phi)) / (2 * PI)).
          {
            assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
            assert (factor_1 : 0 <= ((PI + (sin phi)) * phi - PI * (sin phi))).
            {
              refine (collapse_lower (fun phi_1 : R => (PI + (sin phi_1)) * phi_1 - PI * (sin phi_1)) (fun
                  phi_1 : R => phi_1 * (cos phi_1) + (sin phi_1) + (1 - (cos phi_1)) * PI) (0) phi _ _ _ _).
              { given. }
              {
                intros phi_1 [phi_1_lo phi_1_hi].
                assert (phi_1_far : phi_1 <= (13 / 64)) by (apply Rle_trans with phi; given).
                pose proof (sine_squared (phi_1)) as circle.
                derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined
                    ]).
              }
              {
                intros phi_1 [phi_1_lo_1 phi_1_hi_1].
                assert (phi_1_far_1 : phi_1 <= (13 / 64)) by (apply Rle_trans with phi; given).
                assert (sign_1 : 0 <= phi_1 * (cos phi_1) + (sin phi_1) + (1 - (cos phi_1)) * PI) by enclosed
                    (phi_1 :: @nil R) 12%nat.
                settle sign_1.
              }
              {
                assert (sign_2 : 0 <= 0) by enclosed (@nil R) 0%nat.
                settle sign_2.
              }
            }
            pose proof (sine_squared (phi)) as circle_1.
            refine (product_le (PI) (phi - 2 * ((PI - phi) * (sin phi)) / (2 * PI)) (((PI + (sin phi)) * phi -
                PI * (sin phi))) _ _ _).
            { exact factor. }
            { first [ first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] |
                unify_all; first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] |
                exact_values; unify_all; first [ ring | field; defined | ring [circle_1] | field [circle_1];
                defined ] ]. }
            { exact factor_1. }
          }
          settle sign.
        }
        {
          split; [exact defined |].
          assert (sign_3 : 0 <= phi - 2 * ((PI - phi) * (sin phi)) / (2 * PI)) by enclosed (phi :: @nil R)
              12%nat.
          settle sign_3.
        }
      }
      {
        split; [exact defined |].
        assert (sign_4 : 0 <= phi - 2 * ((PI - phi) * (sin phi)) / (2 * PI)) by enclosed (phi :: @nil R)
            12%nat.
        settle sign_4.
      }
    }
    {
      split; [exact defined |].
      assert (sign_5 : 0 <= phi - 2 * ((PI - phi) * (sin phi)) / (2 * PI)) by enclosed (phi :: @nil R) 12%nat.
      settle sign_5.
    }
  }
  {
    split; [exact defined |].
    assert (sign_6 : 0 <= phi - 2 * ((PI - phi) * (sin phi)) / (2 * PI)) by enclosed (phi :: @nil R) 12%nat.
    settle sign_6.
  }
Qed.
