(* Stage I drift: the largest eta_w n/eta_a *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_S3 :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  (PI - 1 <> 0 /\ PI / 3 + (3 / 10) * ((PI - phi) * (sin phi)) / (PI - 1) <= 5 * PI / 12).
Proof.
  intros phi phi_lo phi_hi.
  assert (defined : PI - 1 <> 0) by defined.
  destruct (cut phi ((13 / 8))) as [phi_hi_1 | phi_lo_1].
  {
    destruct (cut phi ((13 / 16))) as [phi_hi_2 | phi_lo_2].
    {
      split; [exact defined |].
      assert (sign : 0 <= 5 * PI / 12 - (PI / 3 + (3 / 10) * ((PI - phi) * (sin phi)) / (PI - 1))).
      {
        refine (collapse_upper (fun phi_1 : R => 5 * PI / 12 - (PI / 3 + (3 / 10) * ((PI - phi_1) * (sin
            phi_1)) / (PI - 1))) (fun phi_1 : R => ((3 / 10) * (sin phi_1) + ((3 / 10) * phi_1 - (3 / 10) *
            PI) * (cos phi_1)) / (PI - 1)) ((13 / 16)) phi _ _ _ _).
        { given. }
        {
          intros phi_1 [phi_1_lo phi_1_hi].
          assert (phi_1_far : 0 <= phi_1) by (apply Rle_trans with phi; given).
          pose proof (sine_squared (phi_1)) as circle.
          derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
        }
        {
          intros phi_1 [phi_1_lo_1 phi_1_hi_1].
          assert (phi_1_far_1 : 0 <= phi_1) by (apply Rle_trans with phi; given).
          assert (sign_1 : 0 <= (- (((3 / 10) * (sin phi_1) + ((3 / 10) * phi_1 - (3 / 10) * PI) * (cos
              phi_1)) / (PI - 1)))) by enclosed (phi_1 :: @nil R) 12%nat.
          settle sign_1.
        }
        {
          assert (sign_2 : 0 <= 5 * PI / 12 - (PI / 3 + (3 / 10) * ((PI - (13 / 16)) * (sin (13 / 16))) / (PI
              - 1))) by enclosed (@nil R) 0%nat.
          settle sign_2.
        }
      }
      settle sign.
    }
    {
      destruct (cut phi ((39 / 32))) as [phi_hi_3 | phi_lo_3].
      {
        split; [exact defined |].
        assert (sign_3 : 0 <= 5 * PI / 12 - (PI / 3 + (3 / 10) * ((PI - phi) * (sin phi)) / (PI - 1))) by
            enclosed (phi :: @nil R) 12%nat.
        settle sign_3.
      }
      {
        split; [exact defined |].
        assert (sign_4 : 0 <= 5 * PI / 12 - (PI / 3 + (3 / 10) * ((PI - phi) * (sin phi)) / (PI - 1))).
        {
          refine (collapse_lower (fun phi_2 : R => 5 * PI / 12 - (PI / 3 + (3 / 10) * ((PI - phi_2) * (sin
              phi_2)) / (PI - 1))) (fun phi_2 : R => ((3 / 10) * (sin phi_2) + ((3 / 10) * phi_2 - (3 / 10) *
              PI) * (cos phi_2)) / (PI - 1)) ((39 / 32)) phi _ _ _ _).
          { given. }
          {
            intros phi_2 [phi_2_lo phi_2_hi].
            assert (phi_2_far : phi_2 <= (13 / 8)) by (apply Rle_trans with phi; given).
            pose proof (sine_squared (phi_2)) as circle_1.
            derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined
                ]).
          }
          {
            intros phi_2 [phi_2_lo_1 phi_2_hi_1].
            assert (phi_2_far_1 : phi_2 <= (13 / 8)) by (apply Rle_trans with phi; given).
            assert (sign_5 : 0 <= ((3 / 10) * (sin phi_2) + ((3 / 10) * phi_2 - (3 / 10) * PI) * (cos phi_2))
                / (PI - 1)) by enclosed (phi_2 :: @nil R) 12%nat.
            settle sign_5.
          }
          {
            assert (sign_6 : 0 <= 5 * PI / 12 - (PI / 3 + (3 / 10) * ((PI - (39 / 32)) * (sin (39 / 32))) /
                (PI - 1))) by enclosed (@nil R) 0%nat.
            settle sign_6.
          }
        }
        settle sign_4.
      }
    }
  }
  {
    split; [exact defined |].
    assert (sign_7 : 0 <= 5 * PI / 12 - (PI / 3 + (3 / 10) * ((PI - phi) * (sin phi)) / (PI - 1))) by enclosed
        (phi :: @nil R) 12%nat.
    settle sign_7.
  }
Qed.
