(* eta_w <= (3/10) eta_a/n keeps the angle below 5pi/12 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem S3 :
  forall ratio force : R,
  0 <= ratio ->
  ratio <= (3 / 10) ->
  0 <= force ->
  force <= (9099 / 5000) ->
  (PI - 1 <> 0 /\ PI / 3 + ratio * force / (PI - 1) <= 5 * PI / 12).
Proof.
  intros ratio force ratio_lo ratio_hi force_lo force_hi.
  assert (defined : PI - 1 <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= 5 * PI / 12 - (PI / 3 + ratio * force / (PI - 1))) by enclosed (ratio :: force :: @nil
      R) 14%nat.
  settle sign.
Qed.
