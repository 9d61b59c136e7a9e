(* the distance to the level shrinks by 1 - eta_a c *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem S4_approach :
  forall r n u eta g_now : R,
  0 <= n ->
  u <= 0 ->
  0 < eta ->
  g_now >= (PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) ->
  (2 * PI <> 0 /\ PI - 1 <> 0 /\ (1 - eta * ((PI - 1) / (2 * PI))) * r + eta / (2 * PI) * ((g_now - 1) * n -
      u) - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) * n / (PI - 1) >= (1 - eta *
      ((PI - 1) / (2 * PI))) * (r - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) * n /
      (PI - 1))).
Proof.
  intros r n u eta g_now n_lo u_hi eta_lo falls.
  assert (defined : 2 * PI <> 0) by defined.
  assert (defined_1 : PI - 1 <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  assert (sign : 0 <= (1 - eta * ((PI - 1) / (2 * PI))) * r + eta / (2 * PI) * ((g_now - 1) * n - u) - ((PI -
      5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) * n / (PI - 1) - (1 - eta * ((PI - 1) / (2
      * PI))) * (r - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) * n / (PI - 1))).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 96)) by lra.
    assert (factor_1 : 0 <= eta) by enclosed (eta :: @nil R) 12%nat.
    assert (factor_2 : 0 <= ((48 * g_now + ((7 - 7 * (sqrt 3)) * PI - (12 * (sqrt 3) + 12)) * (sqrt 2)) * n -
        48 * u)).
    {
      refine (collapse_upper (fun u_1 : R => (48 * g_now + ((7 - 7 * (sqrt 3)) * PI - (12 * (sqrt 3) + 12)) *
          (sqrt 2)) * n - 48 * u_1) (fun u_1 : R => (-48)) (0) u _ _ _ _).
      { given. }
      {
        intros u_1 [u_1_lo u_1_hi].
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros u_1 [u_1_lo_1 u_1_hi_1].
        assert (sign_1 : 0 <= 48) by enclosed (@nil R) 0%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= (48 * g_now + ((7 - 7 * (sqrt 3)) * PI - (12 * (sqrt 3) + 12)) * (sqrt 2)) * n).
        {
          assert (factor_3 : 0 <= n) by enclosed (n :: @nil R) 12%nat.
          assert (factor_4 : 0 <= (48 * g_now + ((7 - 7 * (sqrt 3)) * PI - (12 * (sqrt 3) + 12)) * (sqrt 2))).
          {
            assert (coefficient_1 : 0 < 48) by lra.
            assert (factor_5 : 0 <= (g_now - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI /
                12))))) by fact falls.
            assert (root : (sqrt (2)) ^ 2 = 2) by (apply pow2_sqrt; defined).
            assert (root_1 : (sqrt (3)) ^ 2 = 3) by (apply pow2_sqrt; defined).
            pose proof (sine_squared (5 * PI / 12)) as circle.
            refine (product_le (1) (48 * g_now + ((7 - 7 * (sqrt 3)) * PI - (12 * (sqrt 3) + 12)) * (sqrt 2))
                (48 * (g_now - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12))))) _ _ _).
            { exact Rlt_0_1. }
            { first [ first [ ring | field; defined | ring [root root_1 circle] | field [root root_1 circle];
                defined ] | unify_all; first [ ring | field; defined | ring [root root_1 circle] | field [root
                root_1 circle]; defined ] | exact_values; unify_all; first [ ring | field; defined | ring
                [root root_1 circle] | field [root root_1 circle]; defined ] ]. }
            { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_5). }
          }
          assert (root_2 : (sqrt (2)) ^ 2 = 2) by (apply pow2_sqrt; defined).
          assert (root_3 : (sqrt (3)) ^ 2 = 3) by (apply pow2_sqrt; defined).
          refine (product_le (1) ((48 * g_now + ((7 - 7 * (sqrt 3)) * PI - (12 * (sqrt 3) + 12)) * (sqrt 2)) *
              n) (n * (48 * g_now + ((7 - 7 * (sqrt 3)) * PI - (12 * (sqrt 3) + 12)) * (sqrt 2))) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined | ring [root_2 root_3] | field [root_2 root_3]; defined ] |
              unify_all; first [ ring | field; defined | ring [root_2 root_3] | field [root_2 root_3]; defined
              ] | exact_values; unify_all; first [ ring | field; defined | ring [root_2 root_3] | field
              [root_2 root_3]; defined ] ]. }
          { exact (Rmult_le_pos _ _ factor_3 factor_4). }
        }
        settle sign_2.
      }
    }
    assert (root_4 : (sqrt (2)) ^ 2 = 2) by (apply pow2_sqrt; defined).
    assert (root_5 : (sqrt (3)) ^ 2 = 3) by (apply pow2_sqrt; defined).
    pose proof (sine_squared (5 * PI / 12)) as circle_1.
    refine (product_le (PI) ((1 - eta * ((PI - 1) / (2 * PI))) * r + eta / (2 * PI) * ((g_now - 1) * n - u) -
        ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) * n / (PI - 1) - (1 - eta * ((PI
        - 1) / (2 * PI))) * (r - ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) * n /
        (PI - 1))) ((1 / 96) * eta * ((48 * g_now + ((7 - 7 * (sqrt 3)) * PI - (12 * (sqrt 3) + 12)) * (sqrt
        2)) * n - 48 * u)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined | ring [root_4 root_5 circle_1] | field [root_4 root_5 circle_1];
        defined ] | unify_all; first [ ring | field; defined | ring [root_4 root_5 circle_1] | field [root_4
        root_5 circle_1]; defined ] | exact_values; unify_all; first [ ring | field; defined | ring [root_4
        root_5 circle_1] | field [root_4 root_5 circle_1]; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) factor_2). }
  }
  settle sign.
Qed.
