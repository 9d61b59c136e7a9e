(* r at the best a is the r of the spurious point at pi *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_best_r :
  forall k t n : R,
  1 <= k ->
  ((PI - 1) * (k + PI - 1) <> 0 /\ PI - 1 <> 0 /\ k <> 0 /\ k + PI - 1 <> 0 /\ PI * t / ((PI - 1) * (k + PI -
      1)) * t + (-1) / (PI - 1) * n = t ^ 2 / k * (k - 1) / (k + PI - 1) + (- (n - t ^ 2 / k)) / (PI - 1)).
Proof.
  intros k t n k_lo.
  assert (defined : (PI - 1) * (k + PI - 1) <> 0) by defined.
  assert (defined_1 : PI - 1 <> 0) by defined.
  assert (defined_2 : k <> 0) by defined.
  assert (defined_3 : k + PI - 1 <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  split; [exact defined_3 |].
  first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
      unify_all; first [ ring | field; defined ] ].
Qed.
