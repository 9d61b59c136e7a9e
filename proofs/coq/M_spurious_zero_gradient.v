(* both gradients vanish at the spurious point, for every k *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_spurious_zero_gradient :
  forall k t e y : R,
  1 <= k ->
  (((PI - 1) * (k + PI - 1) <> 0 /\ PI - 1 <> 0 /\ 2 * PI <> 0 /\ ((k * (PI * t / ((PI - 1) * (k + PI - 1))) +
      (-1) / (PI - 1) * t) * e + (PI - 1) * (PI * t / ((PI - 1) * (k + PI - 1)) * e + (-1) / (PI - 1) * y)) /
      (2 * PI) - (e * t + ((sin PI) - 1) * y) / (2 * PI) = 0) /\ 0 = 0).
Proof.
  intros k t e y k_lo.
  assert (defined : (PI - 1) * (k + PI - 1) <> 0) by defined.
  assert (defined_1 : PI - 1 <> 0) by defined.
  assert (defined_2 : 2 * PI <> 0) by defined.
  split.
  {
    split; [exact defined |].
    split; [exact defined_1 |].
    split; [exact defined_2 |].
    pose proof (sine_squared (PI)) as circle.
    first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [
        ring | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [
        ring | field; defined | ring [circle] | field [circle]; defined ] ].
  }
  {
    first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
        unify_all; first [ ring | field; defined ] ].
  }
Qed.
