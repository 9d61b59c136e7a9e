(* Lemma 5, upper half, for every angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

(* The hypothesis `zero_start` is marked unused: it is left out. *)
Theorem R1_L5_upper :
  forall k kernel u eta phi : R,
  1 <= k ->
  0 <= kernel ->
  kernel <= PI ->
  (-2) <= u ->
  u <= 0 ->
  0 < eta ->
  0 <= phi ->
  phi <= PI ->
  (k + PI - 1 <> 0 -> eta <= 2 * PI / (k + PI - 1)) ->
  (2 * PI <> 0 /\ (1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - kernel) / (2 * PI) <= 0).
Proof.
  intros k kernel u eta phi k_lo kernel_lo kernel_hi u_lo u_hi eta_lo phi_lo phi_hi step.
  assert (defined : k + PI - 1 <> 0) by defined.
  specialize (step defined).
  assert (defined_1 : 2 * PI <> 0) by defined.
  split; [exact defined_1 |].
  assert (sign : 0 <= (- ((1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI - kernel) / (2 * PI)))).
  {
    refine (collapse_upper (fun kernel_1 : R => (- ((1 - eta * (k + PI - 1) / (2 * PI)) * u - eta * (PI -
        kernel_1) / (2 * PI)))) (fun kernel_1 : R => (-1 / 2) * eta / PI) (PI) kernel _ _ _ _).
    { given. }
    {
      intros kernel_1 [kernel_1_lo kernel_1_hi].
      assert (kernel_1_far : 0 <= kernel_1) by (apply Rle_trans with kernel; given).
      derivative_by ltac:(first [ ring | field; defined ]).
    }
    {
      intros kernel_1 [kernel_1_lo_1 kernel_1_hi_1].
      assert (kernel_1_far_1 : 0 <= kernel_1) by (apply Rle_trans with kernel; given).
      assert (sign_1 : 0 <= (- ((-1 / 2) * eta / PI))) by enclosed (eta :: @nil R) 12%nat.
      settle sign_1.
    }
    {
      assert (sign_2 : 0 <= (- ((1 - eta * (k + PI - 1) / (2 * PI)) * u - 0 / (2 * PI)))).
      {
        assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
        assert (coefficient : 0 < (1 / 2)) by lra.
        assert (factor_1 : 0 <= (2 * PI / (k + PI - 1) - eta)) by fact step.
        assert (factor_2 : 0 < (k + PI - 1)) by enclosed (k :: @nil R) 12%nat.
        assert (factor_3 : 0 <= ((- u))) by given.
        refine (product_le (PI) ((- ((1 - eta * (k + PI - 1) / (2 * PI)) * u - 0 / (2 * PI)))) ((1 / 2) * (2 *
            PI / (k + PI - 1) - eta) * (k + PI - 1) * ((- u))) _ _ _).
        { exact factor. }
        { first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
            unify_all; first [ ring | field; defined ] ]. }
        { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1)
            (Rlt_le _ _ factor_2)) factor_3). }
      }
      settle sign_2.
    }
  }
  settle sign.
Qed.
