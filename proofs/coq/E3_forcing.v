(* the forcing is quadratic in the angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
From Lemmabox Require K3.
Local Open Scope R_scope.

Theorem E3_forcing :
  forall phi n : R,
  0 <= phi ->
  phi <= PI ->
  0 <= n ->
  (2 * PI <> 0 /\ (PI - ((PI - phi) * (cos phi) + (sin phi))) / (2 * PI) * n <= phi ^ 2 / 4 * n).
Proof.
  intros phi n phi_lo phi_hi n_lo.
  pose proof (K3.K3 (phi)) as K3.
  premise K3.
  {
    assert (sign : 0 <= phi) by enclosed (phi :: @nil R) 12%nat.
    settle sign.
  }
  premise K3.
  {
    assumed.
  }
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  assert (sign_1 : 0 <= phi ^ 2 / 4 * n - (PI - ((PI - phi) * (cos phi) + (sin phi))) / (2 * PI) * n).
  {
    assert (factor : 0 < PI) by enclosed (@nil R) 0%nat.
    assert (coefficient : 0 < (1 / 4)) by lra.
    assert (factor_1 : 0 <= n) by enclosed (n :: @nil R) 12%nat.
    assert (factor_2 : 0 <= (2 * (sin phi) - 2 * phi * (cos phi) + (phi ^ 2 + 2 * (cos phi) - 2) * PI)).
    {
      assert (coefficient_1 : 0 < 2) by lra.
      assert (factor_3 : 0 <= (PI * phi ^ 2 / 2 - (PI - ((PI - phi) * (cos phi) + (sin phi))))) by fact K3.
      pose proof (sine_squared (phi)) as circle.
      refine (product_le (1) (2 * (sin phi) - 2 * phi * (cos phi) + (phi ^ 2 + 2 * (cos phi) - 2) * PI) (2 *
          (PI * phi ^ 2 / 2 - (PI - ((PI - phi) * (cos phi) + (sin phi))))) _ _ _).
      { exact Rlt_0_1. }
      { first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [
          ring | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [
          ring | field; defined | ring [circle] | field [circle]; defined ] ]. }
      { exact (Rmult_le_pos _ _ (Rlt_le _ _ coefficient_1) factor_3). }
    }
    pose proof (sine_squared (phi)) as circle_1.
    refine (product_le (PI) (phi ^ 2 / 4 * n - (PI - ((PI - phi) * (cos phi) + (sin phi))) / (2 * PI) * n) ((1
        / 4) * n * (2 * (sin phi) - 2 * phi * (cos phi) + (phi ^ 2 + 2 * (cos phi) - 2) * PI)) _ _ _).
    { exact factor. }
    { first [ first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] | unify_all; first
        [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] | exact_values; unify_all;
        first [ ring | field; defined | ring [circle_1] | field [circle_1]; defined ] ]. }
    { exact (Rmult_le_pos _ _ (Rmult_le_pos _ _ (Rlt_le _ _ coefficient) factor_1) factor_2). }
  }
  settle sign_1.
Qed.
