(* the region |a - a*/2|^2 >= n can grow to |a - a*/2|^2 >= n/4 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R8_far :
  forall d z : R,
  0 <= d ->
  0 <= z ->
  (PI - 1) * d ^ 2 + (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)))) * (z - d ^ 2) >=
      d ^ 2 / 5.
Proof.
  intros d z d_lo z_lo.
  assert (sign : 0 <= (PI - 1) * d ^ 2 + (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI /
      12)))) * (z - d ^ 2) - d ^ 2 / 5).
  {
    refine (collapse_lower (fun d_1 : R => (PI - 1) * d_1 ^ 2 + (PI - ((PI - 5 * PI / 12) * (cos (5 * PI /
        12)) + (sin (5 * PI / 12)))) * (z - d_1 ^ 2) - d_1 ^ 2 / 5) (fun d_1 : R => (1 / 120) * (d_1 * ((60 *
        (sqrt 3) + 60 + (35 * (sqrt 3) - 35) * PI) * (sqrt 2) - 288))) (0) d _ _ _ _).
    { given. }
    {
      intros d_1 [d_1_lo d_1_hi].
      assert (root : (sqrt (2)) ^ 2 = 2) by (apply pow2_sqrt; defined).
      assert (root_1 : (sqrt (3)) ^ 2 = 3) by (apply pow2_sqrt; defined).
      pose proof (sine_squared (5 * PI / 12)) as circle.
      derivative_by ltac:(first [ ring | field; defined | ring [root root_1 circle] | field [root root_1
          circle]; defined ]).
    }
    {
      intros d_1 [d_1_lo_1 d_1_hi_1].
      assert (sign_1 : 0 <= (1 / 120) * (d_1 * ((60 * (sqrt 3) + 60 + (35 * (sqrt 3) - 35) * PI) * (sqrt 2) -
          288))) by enclosed (d_1 :: @nil R) 12%nat.
      settle sign_1.
    }
    {
      assert (sign_2 : 0 <= (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)))) * z) by
          enclosed (z :: @nil R) 12%nat.
      settle sign_2.
    }
  }
  settle sign.
Qed.
