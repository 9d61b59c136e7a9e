(* the region r <= n/20 can grow to r <= 0.1237 n *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R8_low :
  forall d : R,
  (8763 / 10000) <= d ->
  (PI - 1) * d ^ 2 - (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)))) * d >= d ^ 2 / 5.
Proof.
  intros d d_lo.
  assert (sign : 0 <= (PI - 1) * d ^ 2 - (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI /
      12)))) * d - d ^ 2 / 5).
  {
    assert (coefficient : 0 < (1 / 240)) by lra.
    assert (factor : 0 <= d) by enclosed (d :: @nil R) 12%nat.
    assert (factor_1 : 0 <= ((60 * (sqrt 3) + 60) * (sqrt 2) - 288 * d + (240 * d - 240 + (35 * (sqrt 3) - 35)
        * (sqrt 2)) * PI)).
    {
      refine (collapse_lower (fun d_1 : R => (60 * (sqrt 3) + 60) * (sqrt 2) - 288 * d_1 + (240 * d_1 - 240 +
          (35 * (sqrt 3) - 35) * (sqrt 2)) * PI) (fun d_1 : R => 240 * PI - 288) ((8763 / 10000)) d _ _ _ _).
      { given. }
      {
        intros d_1 [d_1_lo d_1_hi].
        assert (root : (sqrt (2)) ^ 2 = 2) by (apply pow2_sqrt; defined).
        assert (root_1 : (sqrt (3)) ^ 2 = 3) by (apply pow2_sqrt; defined).
        derivative_by ltac:(first [ ring | field; defined | ring [root root_1] | field [root root_1]; defined
            ]).
      }
      {
        intros d_1 [d_1_lo_1 d_1_hi_1].
        assert (sign_1 : 0 <= 240 * PI - 288) by enclosed (@nil R) 0%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= (60 * (sqrt 3) + 60) * (sqrt 2) - (157734 / 625) + ((-3711 / 125) + (35 * (sqrt
            3) - 35) * (sqrt 2)) * PI) by enclosed (@nil R) 0%nat.
        settle sign_2.
      }
    }
    assert (root_2 : (sqrt (2)) ^ 2 = 2) by (apply pow2_sqrt; defined).
    assert (root_3 : (sqrt (3)) ^ 2 = 3) by (apply pow2_sqrt; defined).
    pose proof (sine_squared (5 * PI / 12)) as circle.
    refine (product_le (1) ((PI - 1) * d ^ 2 - (PI - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI
        / 12)))) * d - d ^ 2 / 5) ((1 / 240) * d * ((60 * (sqrt 3) + 60) * (sqrt 2) - 288 * d + (240 * d - 240
        + (35 * (sqrt 3) - 35) * (sqrt 2)) * PI)) _ _ _).
    { exact Rlt_0_1. }
    { first [ first [ ring | field; defined | ring [root_2 root_3 circle] | field [root_2 root_3 circle];
        defined ] | unify_all; first [ ring | field; defined | ring [root_2 root_3 circle] | field [root_2
        root_3 circle]; defined ] | exact_values; unify_all; first [ ring | field; defined | ring [root_2
        root_3 circle] | field [root_2 root_3 circle]; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor) factor_1). }
  }
  settle sign.
Qed.
