(* g in the trap *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R1_trap_kernel :
  forall psi : R,
  0 <= psi ->
  psi <= (17 / 20) ->
  (0 <= (sin psi) - psi * (cos psi) /\ (sin psi) - psi * (cos psi) <= (119 / 625)).
Proof.
  intros psi psi_lo psi_hi.
  split.
  {
    assert (sign : 0 <= (sin psi) - psi * (cos psi)).
    {
      refine (collapse_lower (fun psi_1 : R => (sin psi_1) - psi_1 * (cos psi_1)) (fun psi_1 : R => psi_1 *
          (sin psi_1)) (0) psi _ _ _ _).
      { given. }
      {
        intros psi_1 [psi_1_lo psi_1_hi].
        assert (psi_1_far : psi_1 <= (17 / 20)) by (apply Rle_trans with psi; given).
        pose proof (sine_squared (psi_1)) as circle.
        derivative_by ltac:(first [ ring | field; defined | ring [circle] | field [circle]; defined ]).
      }
      {
        intros psi_1 [psi_1_lo_1 psi_1_hi_1].
        assert (psi_1_far_1 : psi_1 <= (17 / 20)) by (apply Rle_trans with psi; given).
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
    assert (sign_3 : 0 <= (119 / 625) - ((sin psi) - psi * (cos psi))).
    {
      refine (collapse_upper (fun psi_2 : R => (119 / 625) - ((sin psi_2) - psi_2 * (cos psi_2))) (fun psi_2 :
          R => (- (psi_2 * (sin psi_2)))) ((17 / 20)) psi _ _ _ _).
      { given. }
      {
        intros psi_2 [psi_2_lo psi_2_hi].
        assert (psi_2_far : 0 <= psi_2) by (apply Rle_trans with psi; given).
        pose proof (sine_squared (psi_2)) as circle_1.
        derivative_by ltac:(first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ]).
      }
      {
        intros psi_2 [psi_2_lo_1 psi_2_hi_1].
        assert (psi_2_far_1 : 0 <= psi_2) by (apply Rle_trans with psi; given).
        assert (sign_4 : 0 <= psi_2 * (sin psi_2)) by enclosed (psi_2 :: @nil R) 12%nat.
        settle sign_4.
      }
      {
        assert (sign_5 : 0 <= (119 / 625) - ((sin (17 / 20)) - (17 / 20) * (cos (17 / 20)))) by enclosed (@nil
            R) 0%nat.
        settle sign_5.
      }
    }
    settle sign_3.
  }
Qed.
