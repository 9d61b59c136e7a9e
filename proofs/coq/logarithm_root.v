(* a sharper upper bound of log(x) *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem logarithm_root :
  forall x : R,
  1 <= x ->
  x <= 100 ->
  (0 < x /\ 0 <= x /\ (sqrt x) <> 0 /\ (ln x) <= (x - 1) / (sqrt x)).
Proof.
  intros x x_lo x_hi.
  assert (defined : 0 < x) by defined.
  assert (defined_1 : 0 <= x) by defined.
  assert (defined_2 : (sqrt x) <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  assert (sign : 0 <= (x - 1) / (sqrt x) - (ln x)).
  {
    assert (factor : 0 < x) by enclosed (x :: @nil R) 12%nat.
    assert (factor_1 : 0 <= (((sqrt x) - (ln x)) * x - (sqrt x))).
    {
      refine (collapse_lower (fun x_1 : R => ((sqrt x_1) - (ln x_1)) * x_1 - (sqrt x_1)) (fun x_1 : R => (((3
          / 2) * (sqrt x_1) - (ln x_1) - 1) * x_1 - (1 / 2) * (sqrt x_1)) / x_1) (1) x _ _ _ _).
      { given. }
      {
        intros x_1 [x_1_lo x_1_hi].
        assert (x_1_far : x_1 <= 100) by (apply Rle_trans with x; given).
        assert (root : (sqrt (x_1)) ^ 2 = x_1) by (apply pow2_sqrt; defined).
        derivative_by ltac:(first [ ring | field; defined | ring [root] | field [root]; defined ]).
      }
      {
        intros x_1 [x_1_lo_1 x_1_hi_1].
        assert (x_1_far_1 : x_1 <= 100) by (apply Rle_trans with x; given).
        assert (sign_1 : 0 <= (((3 / 2) * (sqrt x_1) - (ln x_1) - 1) * x_1 - (1 / 2) * (sqrt x_1)) / x_1).
        {
          assert (factor_2 : 0 < x_1) by enclosed (x_1 :: @nil R) 12%nat.
          assert (coefficient : 0 < (1 / 2)) by lra.
          assert (factor_3 : 0 <= ((3 * (sqrt x_1) - 2 * (ln x_1) - 2) * x_1 - (sqrt x_1))).
          {
            refine (collapse_lower (fun x_1_1 : R => (3 * (sqrt x_1_1) - 2 * (ln x_1_1) - 2) * x_1_1 - (sqrt
                x_1_1)) (fun x_1_1 : R => (((9 / 2) * (sqrt x_1_1) - 2 * (ln x_1_1) - 4) * x_1_1 - (1 / 2) *
                (sqrt x_1_1)) / x_1_1) (1) x_1 _ _ _ _).
            { given. }
            {
              intros x_1_1 [x_1_1_lo x_1_1_hi].
              assert (x_1_1_far : x_1_1 <= 100) by (apply Rle_trans with x_1; given).
              assert (root_1 : (sqrt (x_1_1)) ^ 2 = x_1_1) by (apply pow2_sqrt; defined).
              derivative_by ltac:(first [ ring | field; defined | ring [root_1] | field [root_1]; defined ]).
            }
            {
              intros x_1_1 [x_1_1_lo_1 x_1_1_hi_1].
              assert (x_1_1_far_1 : x_1_1 <= 100) by (apply Rle_trans with x_1; given).
              assert (sign_2 : 0 <= (((9 / 2) * (sqrt x_1_1) - 2 * (ln x_1_1) - 4) * x_1_1 - (1 / 2) * (sqrt
                  x_1_1)) / x_1_1).
              {
                assert (factor_4 : 0 < x_1_1) by enclosed (x_1_1 :: @nil R) 12%nat.
                assert (coefficient_1 : 0 < (1 / 2)) by lra.
                assert (factor_5 : 0 <= ((9 * (sqrt x_1_1) - 4 * (ln x_1_1) - 8) * x_1_1 - (sqrt x_1_1))).
                {
                  refine (collapse_lower (fun x_1_1_1 : R => (9 * (sqrt x_1_1_1) - 4 * (ln x_1_1_1) - 8) *
                      x_1_1_1 - (sqrt x_1_1_1)) (fun x_1_1_1 : R => (((27 / 2) * (sqrt x_1_1_1) - 4 * (ln
                      x_1_1_1) - 12) * x_1_1_1 - (1 / 2) * (sqrt x_1_1_1)) / x_1_1_1) (1) x_1_1 _ _ _ _).
                  { given. }
                  {
                    intros x_1_1_1 [x_1_1_1_lo x_1_1_1_hi].
                    assert (x_1_1_1_far : x_1_1_1 <= 100) by (apply Rle_trans with x_1_1; given).
                    assert (root_2 : (sqrt (x_1_1_1)) ^ 2 = x_1_1_1) by (apply pow2_sqrt; defined).
                    derivative_by ltac:(first [ ring | field; defined | ring [root_2] | field [root_2];
                        defined ]).
                  }
                  {
                    intros x_1_1_1 [x_1_1_1_lo_1 x_1_1_1_hi_1].
                    assert (x_1_1_1_far_1 : x_1_1_1 <= 100) by (apply Rle_trans with x_1_1; given).
                    assert (sign_3 : 0 <= (((27 / 2) * (sqrt x_1_1_1) - 4 * (ln x_1_1_1) - 12) * x_1_1_1 - (1
                        / 2) * (sqrt x_1_1_1)) / x_1_1_1).
                    {
                      assert (factor_6 : 0 < x_1_1_1) by enclosed (x_1_1_1 :: @nil R) 12%nat.
                      assert (coefficient_2 : 0 < (1 / 2)) by lra.
                      assert (factor_7 : 0 <= ((27 * (sqrt x_1_1_1) - 8 * (ln x_1_1_1) - 24) * x_1_1_1 - (sqrt
                          x_1_1_1))).
                      {
                        refine (collapse_lower (fun x_1_1_1_1 : R => (27 * (sqrt x_1_1_1_1) - 8 * (ln
                            x_1_1_1_1) - 24) * x_1_1_1_1 - (sqrt x_1_1_1_1)) (fun x_1_1_1_1 : R => (((81 / 2)
                            * (sqrt x_1_1_1_1) - 8 * (ln x_1_1_1_1) - 32) * x_1_1_1_1 - (1 / 2) * (sqrt
                            x_1_1_1_1)) / x_1_1_1_1) (1) x_1_1_1 _ _ _ _).
                        { given. }
                        {
                          intros x_1_1_1_1 [x_1_1_1_1_lo x_1_1_1_1_hi].
                          assert (x_1_1_1_1_far : x_1_1_1_1 <= 100) by (apply Rle_trans with x_1_1_1; given).
                          assert (root_3 : (sqrt (x_1_1_1_1)) ^ 2 = x_1_1_1_1) by (apply pow2_sqrt; defined).
                          derivative_by ltac:(first [ ring | field; defined | ring [root_3] | field [root_3];
                              defined ]).
                        }
                        {
                          intros x_1_1_1_1 [x_1_1_1_1_lo_1 x_1_1_1_1_hi_1].
                          assert (x_1_1_1_1_far_1 : x_1_1_1_1 <= 100) by (apply Rle_trans with x_1_1_1;
                              given).
                          assert (sign_4 : 0 <= (((81 / 2) * (sqrt x_1_1_1_1) - 8 * (ln x_1_1_1_1) - 32) *
                              x_1_1_1_1 - (1 / 2) * (sqrt x_1_1_1_1)) / x_1_1_1_1).
                          {
                            assert (factor_8 : 0 < x_1_1_1_1) by enclosed (x_1_1_1_1 :: @nil R) 12%nat.
                            assert (coefficient_3 : 0 < (1 / 2)) by lra.
                            assert (factor_9 : 0 <= ((81 * (sqrt x_1_1_1_1) - 16 * (ln x_1_1_1_1) - 64) *
                                x_1_1_1_1 - (sqrt x_1_1_1_1))).
                            {
                              refine (collapse_lower (fun x_1_1_1_1_1 : R => (81 * (sqrt x_1_1_1_1_1) - 16 *
                                  (ln x_1_1_1_1_1) - 64) * x_1_1_1_1_1 - (sqrt x_1_1_1_1_1)) (fun x_1_1_1_1_1
                                  : R => (((243 / 2) * (sqrt x_1_1_1_1_1) - 16 * (ln x_1_1_1_1_1) - 80) *
                                  x_1_1_1_1_1 - (1 / 2) * (sqrt x_1_1_1_1_1)) / x_1_1_1_1_1) (1) x_1_1_1_1 _ _
                                  _ _).
                              { given. }
                              {
                                intros x_1_1_1_1_1 [x_1_1_1_1_1_lo x_1_1_1_1_1_hi].
                                assert (x_1_1_1_1_1_far : x_1_1_1_1_1 <= 100) by (apply Rle_trans with
                                    x_1_1_1_1; given).
                                assert (root_4 : (sqrt (x_1_1_1_1_1)) ^ 2 = x_1_1_1_1_1) by (apply pow2_sqrt;
                                    defined).
                                derivative_by ltac:(first [ ring | field; defined | ring [root_4] | field
                                    [root_4]; defined ]).
                              }
                              {
                                intros x_1_1_1_1_1 [x_1_1_1_1_1_lo_1 x_1_1_1_1_1_hi_1].
                                assert (x_1_1_1_1_1_far_1 : x_1_1_1_1_1 <= 100) by (apply Rle_trans with
                                    x_1_1_1_1; given).
                                assert (sign_5 : 0 <= (((243 / 2) * (sqrt x_1_1_1_1_1) - 16 * (ln x_1_1_1_1_1)
                                    - 80) * x_1_1_1_1_1 - (1 / 2) * (sqrt x_1_1_1_1_1)) / x_1_1_1_1_1).
                                {
                                  assert (factor_10 : 0 < x_1_1_1_1_1) by enclosed (x_1_1_1_1_1 :: @nil R)
                                      12%nat.
                                  assert (coefficient_4 : 0 < (1 / 2)) by lra.
                                  assert (factor_11 : 0 <= ((243 * (sqrt x_1_1_1_1_1) - 32 * (ln x_1_1_1_1_1)
                                      - 160) * x_1_1_1_1_1 - (sqrt x_1_1_1_1_1))).
                                  {
                                    refine (collapse_lower (fun x_1_1_1_1_1_1 : R => (243 * (sqrt
                                        x_1_1_1_1_1_1) - 32 * (ln x_1_1_1_1_1_1) - 160) * x_1_1_1_1_1_1 -
                                        (sqrt x_1_1_1_1_1_1)) (fun x_1_1_1_1_1_1 : R => (((729 / 2) * (sqrt
                                        x_1_1_1_1_1_1) - 32 * (ln x_1_1_1_1_1_1) - 192) * x_1_1_1_1_1_1 - (1 /
                                        2) * (sqrt x_1_1_1_1_1_1)) / x_1_1_1_1_1_1) (1) x_1_1_1_1_1 _ _ _ _).
                                    { given. }
                                    {
                                      intros x_1_1_1_1_1_1 [x_1_1_1_1_1_1_lo x_1_1_1_1_1_1_hi].
                                      assert (x_1_1_1_1_1_1_far : x_1_1_1_1_1_1 <= 100) by (apply Rle_trans
                                          with x_1_1_1_1_1; given).
                                      assert (root_5 : (sqrt (x_1_1_1_1_1_1)) ^ 2 = x_1_1_1_1_1_1) by (apply
                                          pow2_sqrt; defined).
                                      derivative_by ltac:(first [ ring | field; defined | ring [root_5] |
                                          field [root_5]; defined ]).
                                    }
                                    {
                                      intros x_1_1_1_1_1_1 [x_1_1_1_1_1_1_lo_1 x_1_1_1_1_1_1_hi_1].
                                      assert (x_1_1_1_1_1_1_far_1 : x_1_1_1_1_1_1 <= 100) by (apply Rle_trans
                                          with x_1_1_1_1_1; given).
                                      assert (sign_6 : 0 <= (((729 / 2) * (sqrt x_1_1_1_1_1_1) - 32 * (ln
                                          x_1_1_1_1_1_1) - 192) * x_1_1_1_1_1_1 - (1 / 2) * (sqrt
                                          x_1_1_1_1_1_1)) / x_1_1_1_1_1_1) by enclosed (x_1_1_1_1_1_1 :: @nil
                                          R) 12%nat.
                                      settle sign_6.
                                    }
                                    {
                                      assert (sign_7 : 0 <= 82) by enclosed (@nil R) 0%nat.
                                      settle sign_7.
                                    }
                                  }
                                  assert (root_6 : (sqrt (x_1_1_1_1_1)) ^ 2 = x_1_1_1_1_1) by (apply
                                      pow2_sqrt; defined).
                                  refine (product_le (x_1_1_1_1_1) ((((243 / 2) * (sqrt x_1_1_1_1_1) - 16 *
                                      (ln x_1_1_1_1_1) - 80) * x_1_1_1_1_1 - (1 / 2) * (sqrt x_1_1_1_1_1)) /
                                      x_1_1_1_1_1) ((1 / 2) * ((243 * (sqrt x_1_1_1_1_1) - 32 * (ln
                                      x_1_1_1_1_1) - 160) * x_1_1_1_1_1 - (sqrt x_1_1_1_1_1))) _ _ _).
                                  { exact factor_10. }
                                  { first [ first [ ring | field; defined | ring [root_6] | field [root_6];
                                      defined ] | unify_all; first [ ring | field; defined | ring [root_6] |
                                      field [root_6]; defined ] | exact_values; unify_all; first [ ring |
                                      field; defined | ring [root_6] | field [root_6]; defined ] ]. }
                                  { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_4) factor_11). }
                                }
                                settle sign_5.
                              }
                              {
                                assert (sign_8 : 0 <= 16) by enclosed (@nil R) 0%nat.
                                settle sign_8.
                              }
                            }
                            assert (root_7 : (sqrt (x_1_1_1_1)) ^ 2 = x_1_1_1_1) by (apply pow2_sqrt;
                                defined).
                            refine (product_le (x_1_1_1_1) ((((81 / 2) * (sqrt x_1_1_1_1) - 8 * (ln x_1_1_1_1)
                                - 32) * x_1_1_1_1 - (1 / 2) * (sqrt x_1_1_1_1)) / x_1_1_1_1) ((1 / 2) * ((81 *
                                (sqrt x_1_1_1_1) - 16 * (ln x_1_1_1_1) - 64) * x_1_1_1_1 - (sqrt x_1_1_1_1)))
                                _ _ _).
                            { exact factor_8. }
                            { first [ first [ ring | field; defined | ring [root_7] | field [root_7]; defined
                                ] | unify_all; first [ ring | field; defined | ring [root_7] | field [root_7];
                                defined ] | exact_values; unify_all; first [ ring | field; defined | ring
                                [root_7] | field [root_7]; defined ] ]. }
                            { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_3) factor_9). }
                          }
                          settle sign_4.
                        }
                        {
                          assert (sign_9 : 0 <= 2) by enclosed (@nil R) 0%nat.
                          settle sign_9.
                        }
                      }
                      assert (root_8 : (sqrt (x_1_1_1)) ^ 2 = x_1_1_1) by (apply pow2_sqrt; defined).
                      refine (product_le (x_1_1_1) ((((27 / 2) * (sqrt x_1_1_1) - 4 * (ln x_1_1_1) - 12) *
                          x_1_1_1 - (1 / 2) * (sqrt x_1_1_1)) / x_1_1_1) ((1 / 2) * ((27 * (sqrt x_1_1_1) - 8
                          * (ln x_1_1_1) - 24) * x_1_1_1 - (sqrt x_1_1_1))) _ _ _).
                      { exact factor_6. }
                      { first [ first [ ring | field; defined | ring [root_8] | field [root_8]; defined ] |
                          unify_all; first [ ring | field; defined | ring [root_8] | field [root_8]; defined ]
                          | exact_values; unify_all; first [ ring | field; defined | ring [root_8] | field
                          [root_8]; defined ] ]. }
                      { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_2) factor_7). }
                    }
                    settle sign_3.
                  }
                  {
                    assert (sign_10 : 0 <= 0) by enclosed (@nil R) 0%nat.
                    settle sign_10.
                  }
                }
                assert (root_9 : (sqrt (x_1_1)) ^ 2 = x_1_1) by (apply pow2_sqrt; defined).
                refine (product_le (x_1_1) ((((9 / 2) * (sqrt x_1_1) - 2 * (ln x_1_1) - 4) * x_1_1 - (1 / 2) *
                    (sqrt x_1_1)) / x_1_1) ((1 / 2) * ((9 * (sqrt x_1_1) - 4 * (ln x_1_1) - 8) * x_1_1 - (sqrt
                    x_1_1))) _ _ _).
                { exact factor_4. }
                { first [ first [ ring | field; defined | ring [root_9] | field [root_9]; defined ] |
                    unify_all; first [ ring | field; defined | ring [root_9] | field [root_9]; defined ] |
                    exact_values; unify_all; first [ ring | field; defined | ring [root_9] | field [root_9];
                    defined ] ]. }
                { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_5). }
              }
              settle sign_2.
            }
            {
              assert (sign_11 : 0 <= 0) by enclosed (@nil R) 0%nat.
              settle sign_11.
            }
          }
          assert (root_10 : (sqrt (x_1)) ^ 2 = x_1) by (apply pow2_sqrt; defined).
          refine (product_le (x_1) ((((3 / 2) * (sqrt x_1) - (ln x_1) - 1) * x_1 - (1 / 2) * (sqrt x_1)) /
              x_1) ((1 / 2) * ((3 * (sqrt x_1) - 2 * (ln x_1) - 2) * x_1 - (sqrt x_1))) _ _ _).
          { exact factor_2. }
          { first [ first [ ring | field; defined | ring [root_10] | field [root_10]; defined ] | unify_all;
              first [ ring | field; defined | ring [root_10] | field [root_10]; defined ] | exact_values;
              unify_all; first [ ring | field; defined | ring [root_10] | field [root_10]; defined ] ]. }
          { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_3). }
        }
        settle sign_1.
      }
      {
        assert (sign_12 : 0 <= 0) by enclosed (@nil R) 0%nat.
        settle sign_12.
      }
    }
    assert (root_11 : (sqrt (x)) ^ 2 = x) by (apply pow2_sqrt; defined).
    refine (product_le (x) ((x - 1) / (sqrt x) - (ln x)) ((((sqrt x) - (ln x)) * x - (sqrt x))) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined | ring [root_11] | field [root_11]; defined ] | unify_all; first [
        ring | field; defined | ring [root_11] | field [root_11]; defined ] | exact_values; unify_all; first [
        ring | field; defined | ring [root_11] | field [root_11]; defined ] ]. }
    { exact factor_1. }
  }
  settle sign.
Qed.
