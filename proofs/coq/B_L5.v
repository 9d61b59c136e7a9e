(* the largest eta_a of Lemma 5, in units of 1/q *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_L5 :
  forall u x e : R,
  (-2) <= u ->
  u <= 0 ->
  0 <= x ->
  x <= 1 ->
  0 <= e ->
  e <= 2 ->
  e <= 1 ->
  ((-2) <= (1 - e) * u - e * x /\ (1 - e) * u - e * x <= 0).
Proof.
  intros u x e u_lo u_hi x_lo x_hi e_lo e_hi step.
  split.
  {
    assert (sign : 0 <= (1 - e) * u - e * x - (-2)).
    {
      refine (collapse_upper (fun x_1 : R => (1 - e) * u - e * x_1 - (-2)) (fun x_1 : R => (- e)) (1) x _ _ _
          _).
      { given. }
      {
        intros x_1 [x_1_lo x_1_hi].
        assert (x_1_far : 0 <= x_1) by (apply Rle_trans with x; given).
        derivative_by ltac:(first [ ring | field; defined ]).
      }
      {
        intros x_1 [x_1_lo_1 x_1_hi_1].
        assert (x_1_far_1 : 0 <= x_1) by (apply Rle_trans with x; given).
        assert (sign_1 : 0 <= e) by enclosed (e :: @nil R) 12%nat.
        settle sign_1.
      }
      {
        assert (sign_2 : 0 <= (1 - e) * u - e - (-2)).
        {
          assert (coefficient : 0 < (1 / 2)) by lra.
          assert (factor : 0 <= (u - (-2))) by given.
          assert (factor_1 : 0 <= (2 - e)) by given.
          assert (coefficient_1 : 0 < (1 / 2)) by lra.
          assert (factor_2 : 0 <= ((- u))) by given.
          assert (factor_3 : 0 <= e) by given.
          refine (product_le (1) ((1 - e) * u - e - (-2)) ((1 / 2) * (u - (-2)) * (2 - e) + (1 / 2) * ((- u))
              * e) _ _ _).
          { exact Rlt_0_1. }
          { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
              exact_values; unify_all; first [ ring | field; defined ] ]. }
          { exact (Rplus_le_le_0_compat _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient)
              factor) factor_1) (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_2)
              factor_3)). }
        }
        settle sign_2.
      }
    }
    settle sign.
  }
  {
    assert (sign_3 : 0 <= (- ((1 - e) * u - e * x))).
    {
      assert (factor_4 : 0 <= (x * e + (e - 1) * u)).
      {
        refine (collapse_lower (fun x_2 : R => x_2 * e + (e - 1) * u) (fun x_2 : R => e) (0) x _ _ _ _).
        { given. }
        {
          intros x_2 [x_2_lo x_2_hi].
          assert (x_2_far : x_2 <= 1) by (apply Rle_trans with x; given).
          derivative_by ltac:(first [ ring | field; defined ]).
        }
        {
          intros x_2 [x_2_lo_1 x_2_hi_1].
          assert (x_2_far_1 : x_2 <= 1) by (apply Rle_trans with x; given).
          assert (sign_4 : 0 <= e) by enclosed (e :: @nil R) 12%nat.
          settle sign_4.
        }
        {
          assert (sign_5 : 0 <= (e - 1) * u).
          {
            assert (factor_5 : 0 <= (1 - e)) by fact step.
            assert (factor_6 : 0 <= ((- u))) by given.
            refine (product_le (1) ((e - 1) * u) ((1 - e) * ((- u))) _ _ _).
            { exact Rlt_0_1. }
            { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] |
                exact_values; unify_all; first [ ring | field; defined ] ]. }
            { exact (Rmult_le_pos _ _ factor_5 factor_6). }
          }
          settle sign_5.
        }
      }
      refine (product_le (1) ((- ((1 - e) * u - e * x))) ((x * e + (e - 1) * u)) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
          unify_all; first [ ring | field; defined ] ]. }
      { exact factor_4. }
    }
    settle sign_3.
  }
Qed.
