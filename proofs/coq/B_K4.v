(* the constant of K4 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_K4 :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  (PI - phi) * (cos phi) + (sin phi) <= (1 / 3) * (PI - phi) ^ 3.
Proof.
  intros phi phi_lo phi_hi.
  assert (sign : 0 <= (1 / 3) * (PI - phi) ^ 3 - ((PI - phi) * (cos phi) + (sin phi))).
  {
    refine (collapse_upper (fun phi_1 : R => (1 / 3) * (PI - phi_1) ^ 3 - ((PI - phi_1) * (cos phi_1) + (sin
        phi_1))) (fun phi_1 : R => (PI - phi_1 - (sin phi_1)) * (phi_1 - PI)) (PI) phi _ _ _ _).
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
      assert (sign_1 : 0 <= (- ((PI - phi_1 - (sin phi_1)) * (phi_1 - PI)))).
      {
        assert (factor : 0 <= (PI - phi_1 - (sin phi_1))).
        {
          refine (collapse_upper (fun phi_1_1 : R => PI - phi_1_1 - (sin phi_1_1)) (fun phi_1_1 : R => (- (cos
              phi_1_1)) - 1) (PI) phi_1 _ _ _ _).
          { given. }
          {
            intros phi_1_1 [phi_1_1_lo phi_1_1_hi].
            assert (phi_1_1_far : 0 <= phi_1_1) by (apply Rle_trans with phi_1; given).
            pose proof (sine_squared (phi_1_1)) as circle_1.
            derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined
                ]).
          }
          {
            intros phi_1_1 [phi_1_1_lo_1 phi_1_1_hi_1].
            assert (phi_1_1_far_1 : 0 <= phi_1_1) by (apply Rle_trans with phi_1; given).
            assert (sign_2 : 0 <= (- ((- (cos phi_1_1)) - 1))) by enclosed (phi_1_1 :: @nil R) 12%nat.
            settle sign_2.
          }
          {
            assert (sign_3 : 0 <= (- (sin PI))) by exact_sign.
            settle sign_3.
          }
        }
        assert (factor_1 : 0 <= (PI - phi_1)).
        {
          refine (collapse_upper (fun phi_1_2 : R => PI - phi_1_2) (fun phi_1_2 : R => (-1)) (PI) phi_1 _ _ _
              _).
          { given. }
          {
            intros phi_1_2 [phi_1_2_lo phi_1_2_hi].
            assert (phi_1_2_far : 0 <= phi_1_2) by (apply Rle_trans with phi_1; given).
            derivative_by ltac:(first [ ring | field; defined ]).
          }
          {
            intros phi_1_2 [phi_1_2_lo_1 phi_1_2_hi_1].
            assert (phi_1_2_far_1 : 0 <= phi_1_2) by (apply Rle_trans with phi_1; given).
            assert (sign_4 : 0 <= 1) by enclosed (@nil R) 0%nat.
            settle sign_4.
          }
          {
            assert (sign_5 : 0 <= 0) by enclosed (@nil R) 0%nat.
            settle sign_5.
          }
        }
        pose proof (sine_squared (phi_1)) as circle_2.
        refine (product_le (1) ((- ((PI - phi_1 - (sin phi_1)) * (phi_1 - PI)))) ((PI - phi_1 - (sin phi_1)) *
            (PI - phi_1)) _ _ _).
        { exact Rlt_0_1. }
        { first [ first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] | unify_all;
            first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] | exact_values;
            unify_all; first [ ring | field; defined | ring [circle_2] | field [circle_2]; defined ] ]. }
        { exact (Rmult_le_pos _ _ factor factor_1). }
      }
      settle sign_1.
    }
    {
      assert (sign_6 : 0 <= (- (sin PI))) by exact_sign.
      settle sign_6.
    }
  }
  settle sign.
Qed.
