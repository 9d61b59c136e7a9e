(* a'a* grows while the angle stays below phi_max *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem S1 :
  forall r n u eta g_now g_max : R,
  0 <= n ->
  u <= 0 ->
  0 < eta ->
  g_now >= g_max ->
  (2 * PI <> 0 /\ (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) * n - u) >= (1 - eta *
      (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (g_max - 1) * n).
Proof.
  intros r n u eta g_now g_max n_lo u_hi eta_lo falls.
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= (1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) * n - u) - ((1 - eta
      * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (g_max - 1) * n)).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 2)) by lra.
    assert (factor_1 : 0 <= eta) by enclosed (eta :: @nil R) 12%nat.
    assert (factor_2 : 0 <= ((g_now - g_max) * n - u)).
    {
      refine (collapse_upper (fun u_1 : R => (g_now - g_max) * n - u_1) (fun u_1 : R => (-1)) (0) u _ _ _ _).
      { given. }
      {
        intros u_1 [u_1_lo u_1_hi].
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros u_1 [u_1_lo_1 u_1_hi_1].
        assert (sign_1 : 0 <= 1) by enclosed (@nil R) 0%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= (g_now - g_max) * n).
        {
          assert (factor_3 : 0 <= n) by enclosed (n :: @nil R) 12%nat.
          assert (factor_4 : 0 <= (g_now - g_max)).
          {
            assert (factor_5 : 0 <= (g_now - g_max)) by fact falls.
            refine (product_le (1) (g_now - g_max) ((g_now - g_max)) _ _ _).
            { exact Rlt_0_1. }
            { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
                exact_values; unify_all; first [ ring | field; defined ] ]. }
            { exact factor_5. }
          }
          refine (product_le (1) ((g_now - g_max) * n) (n * (g_now - g_max)) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact (Rmult_le_pos _ _ factor_3 factor_4). }
        }
        settle sign_2.
      }
    }
    refine (product_le (PI) ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * ((g_now - 1) * n - u) -
        ((1 - eta * (PI - 1) / (2 * PI)) * r + eta / (2 * PI) * (g_max - 1) * n)) ((1 / 2) * eta * ((g_now -
        g_max) * n - u)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) factor_2). }
  }
  settle sign.
Qed.
