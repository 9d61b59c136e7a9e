(* the largest angle of dissipativity where r <= n/20 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_D1_angle :
  forall phi : R,
  0 <= phi ->
  phi <= PI ->
  phi <= 5 * PI / 12 ->
  (PI - 1) * 19 / 20 - (PI - ((PI - phi) * (cos phi) + (sin phi))) >= (19 / 100).
Proof.
  intros phi phi_lo phi_hi angle.
  destruct (cut phi ((13 / 8))) as [phi_hi_1 | phi_lo_1].
  {
    destruct (cut phi ((13 / 16))) as [phi_hi_2 | phi_lo_2].
    {
      assert (sign : 0 <= (PI - 1) * 19 / 20 - (PI - ((PI - phi) * (cos phi) + (sin phi))) - (19 / 100)) by
          enclosed (phi :: @nil R) 12%nat.
      settle sign.
    }
    {
      destruct (cut phi ((39 / 32))) as [phi_hi_3 | phi_lo_3].
      {
        assert (sign_1 : 0 <= (PI - 1) * 19 / 20 - (PI - ((PI - phi) * (cos phi) + (sin phi))) - (19 / 100))
            by enclosed (phi :: @nil R) 12%nat.
        settle sign_1.
      }
      {
        destruct (cut phi ((91 / 64))) as [phi_hi_4 | phi_lo_4].
        {
          destruct (cut phi ((169 / 128))) as [phi_hi_5 | phi_lo_5].
          {
            assert (sign_2 : 0 <= (PI - 1) * 19 / 20 - (PI - ((PI - phi) * (cos phi) + (sin phi))) - (19 /
                100)) by enclosed (phi :: @nil R) 12%nat.
            settle sign_2.
          }
          {
            exfalso.
            assert (fails : phi > 5 * PI / 12).
            {
              assert (sign_3 : 0 < phi - 5 * PI / 12) by enclosed (phi :: @nil R) 12%nat.
              settle sign_3.
            }
            absurd_by fails.
          }
        }
        {
          exfalso.
          assert (fails_1 : phi > 5 * PI / 12).
          {
            assert (sign_4 : 0 < phi - 5 * PI / 12) by enclosed (phi :: @nil R) 12%nat.
            settle sign_4.
          }
          absurd_by fails_1.
        }
      }
    }
  }
  {
    exfalso.
    assert (fails_2 : phi > 5 * PI / 12).
    {
      assert (sign_5 : 0 < phi - 5 * PI / 12) by enclosed (phi :: @nil R) 12%nat.
      settle sign_5.
    }
    absurd_by fails_2.
  }
Qed.
