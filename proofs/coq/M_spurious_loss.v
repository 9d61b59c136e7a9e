(* the loss at the spurious point *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_spurious_loss :
  forall k t n : R,
  1 <= k ->
  ((PI - 1) * (k + PI - 1) <> 0 /\ PI - 1 <> 0 /\ 2 * PI <> 0 /\ k <> 0 /\ k + PI - 1 <> 0 /\ 4 * PI <> 0 /\
      (1 / 2) * (((k * (PI * t / ((PI - 1) * (k + PI - 1))) + (-1) / (PI - 1) * t) ^ 2 + (PI - 1) * ((PI * t /
      ((PI - 1) * (k + PI - 1))) ^ 2 * k + 2 * (PI * t / ((PI - 1) * (k + PI - 1))) * ((-1) / (PI - 1)) * t +
      ((-1) / (PI - 1)) ^ 2 * n)) / (2 * PI) + (t ^ 2 + (PI - 1) * n) / (2 * PI) - 2 * (((k * (PI * t / ((PI -
      1) * (k + PI - 1))) + (-1) / (PI - 1) * t) * t + ((sin PI) - 1) * (PI * t / ((PI - 1) * (k + PI - 1)) *
      t + (-1) / (PI - 1) * n)) / (2 * PI))) = (t ^ 2 / k * (k + PI - 1 - (k - 1) ^ 2 / (k + PI - 1)) + (n - t
      ^ 2 / k) * (PI - 1 - 1 / (PI - 1))) / (4 * PI)).
Proof.
  intros k t n k_lo.
  assert (defined : (PI - 1) * (k + PI - 1) <> 0) by defined.
  assert (defined_1 : PI - 1 <> 0) by defined.
  assert (defined_2 : 2 * PI <> 0) by defined.
  assert (defined_3 : k <> 0) by defined.
  assert (defined_4 : k + PI - 1 <> 0) by defined.
  assert (defined_5 : 4 * PI <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  split; [exact defined_3 |].
  split; [exact defined_4 |].
  split; [exact defined_5 |].
  pose proof (sine_squared (PI)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
