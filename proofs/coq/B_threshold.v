(* the threshold of the spurious minimum, in units of (k + pi - 1)/pi *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_threshold :
  forall k : R,
  1 <= k ->
  (PI <> 0 /\ k <> 0 /\ k + PI - 1 <> 0 /\ PI - 1 <> 0 /\ (k + PI - 1) / PI / k * (k - 1) / (k + PI - 1) - (1
      - (k + PI - 1) / PI / k) / (PI - 1) <= 0).
Proof.
  intros k k_lo.
  assert (defined : PI <> 0) by defined.
  assert (defined_1 : k <> 0) by defined.
  assert (defined_2 : k + PI - 1 <> 0) by defined.
  assert (defined_3 : PI - 1 <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  split; [exact defined_2 |].
  split; [exact defined_3 |].
  assert (sign : 0 <= (- ((k + PI - 1) / PI / k * (k - 1) / (k + PI - 1) - (1 - (k + PI - 1) / PI / k) / (PI -
      1)))) by exact_sign.
  settle sign.
Qed.
