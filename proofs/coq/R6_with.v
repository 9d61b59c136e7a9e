(* with eta_w <= (3/10) eta_a the angle stays below 5pi/12 through Stage I *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R6_with :
  forall start ratio force : R,
  0 <= start ->
  start <= PI / 3 ->
  0 <= ratio ->
  ratio <= (3 / 10) ->
  0 <= force ->
  force <= (9099 / 5000) ->
  (PI - 1 <> 0 /\ start + ratio * force / (PI - 1) <= 5 * PI / 12).
Proof.
  intros start ratio force start_lo start_hi ratio_lo ratio_hi force_lo force_hi.
  assert (defined : PI - 1 <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= 5 * PI / 12 - (start + ratio * force / (PI - 1))) by enclosed (start :: ratio :: force
      :: @nil R) 16%nat.
  settle sign.
Qed.
