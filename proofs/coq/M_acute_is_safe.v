(* up to a right angle r(phi) is not negative *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_acute_is_safe :
  forall k n S kernel : R,
  1 <= k ->
  0 <= n ->
  0 <= S ->
  1 <= kernel ->
  kernel <= PI ->
  S <= k * n ->
  (k <> 0 /\ k + PI - 1 <> 0 /\ PI - 1 <> 0 /\ S / k * (k + kernel - 1) / (k + PI - 1) + (n - S / k) * (kernel
      - 1) / (PI - 1) >= 0).
Proof.
  intros k n S kernel k_lo n_lo S_lo kernel_lo kernel_hi sum.
  assert (defined : k <> 0) by defined.
  assert (defined_1 : k + PI - 1 <> 0) by defined.
  assert (defined_2 : PI - 1 <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  assert (sign : 0 <= S / k * (k + kernel - 1) / (k + PI - 1) + (n - S / k) * (kernel - 1) / (PI - 1)).
  {
    assert (factor : 0 < (PI - 1)) by enclosed (@nil R) 0%nat.
    assert (factor_1 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
    assert (factor_2 : 0 <= ((PI - kernel) * S + (1 - k - PI + (k + PI - 1) * kernel) * n)).
    {
      refine (collapse_lower (fun k_1 : R => (PI - kernel) * S + (1 - k_1 - PI + (k_1 + PI - 1) * kernel) * n)
          (fun k_1 : R => n * (kernel - 1)) (1) k _ _ _ _).
      { given. }
      {
        intros k_1 [k_1_lo k_1_hi].
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros k_1 [k_1_lo_1 k_1_hi_1].
        assert (sign_1 : 0 <= n * (kernel - 1)) by enclosed (n :: kernel :: @nil R) 14%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= (PI - kernel) * S + ((- PI) + (1 + PI - 1) * kernel) * n).
        {
          assert (factor_3 : 0 <= ((S + (kernel - 1) * n) * PI - S * kernel)).
          {
            refine (collapse_lower (fun n_1 : R => (S + (kernel - 1) * n_1) * PI - S * kernel) (fun n_1 : R =>
                PI * (kernel - 1)) (0) n _ _ _ _).
            { given. }
            {
              intros n_1 [n_1_lo n_1_hi].
              derivative_by ltac:(first [ ring | field; defined ]).
            }
            {
              intros n_1 [n_1_lo_1 n_1_hi_1].
              assert (sign_3 : 0 <= PI * (kernel - 1)) by enclosed (kernel :: @nil R) 12%nat.
              settle sign_3.
            }
            {
              assert (sign_4 : 0 <= S * PI - S * kernel).
              {
                assert (factor_4 : 0 <= S) by enclosed (S :: @nil R) 12%nat.
                assert (factor_5 : 0 <= (PI - kernel)).
                {
                  refine (collapse_upper (fun kernel_1 : R => PI - kernel_1) (fun kernel_1 : R => (-1)) (PI)
                      kernel _ _ _ _).
                  { given. }
                  {
                    intros kernel_1 [kernel_1_lo kernel_1_hi].
                    assert (kernel_1_far : 1 <= kernel_1) by (apply Rle_trans with kernel; given).
                    derivative_by ltac:(first [ ring | field; defined ]).
                  }
                  {
                    intros kernel_1 [kernel_1_lo_1 kernel_1_hi_1].
                    assert (kernel_1_far_1 : 1 <= kernel_1) by (apply Rle_trans with kernel; given).
                    assert (sign_5 : 0 <= 1) by enclosed (@nil R) 0%nat.
                    settle sign_5.
                  }
                  {
                    assert (sign_6 : 0 <= 0) by enclosed (@nil R) 0%nat.
                    settle sign_6.
                  }
                }
                refine (product_le (1) (S * PI - S * kernel) (S * (PI - kernel)) _ _ _).
                { exact Rlt_0_1. }
                { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
                    exact_values; unify_all; first [ ring | field; defined ] ]. }
                { exact (Rmult_le_pos _ _ factor_4 factor_5). }
              }
              settle sign_4.
            }
          }
          refine (product_le (1) ((PI - kernel) * S + ((- PI) + (1 + PI - 1) * kernel) * n) (((S + (kernel -
              1) * n) * PI - S * kernel)) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact factor_3. }
        }
        settle sign_2.
      }
    }
    refine (product_le ((PI - 1) * (k + PI - 1)) (S / k * (k + kernel - 1) / (k + PI - 1) + (n - S / k) *
        (kernel - 1) / (PI - 1)) (((PI - kernel) * S + (1 - k - PI + (k + PI - 1) * kernel) * n)) _ _ _).
    { exact (Rmult_lt_0_compat _ _ factor factor_1). }
    { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ]. }
    { exact factor_2. }
  }
  settle sign.
Qed.
