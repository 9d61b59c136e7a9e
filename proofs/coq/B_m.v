(* the level that r reaches at 5pi/12 *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem B_m :
  (PI - 1 <> 0 /\ ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) / (PI - 1) >= (411 /
      2000)).
Proof.
  assert (defined : PI - 1 <> 0) by defined.
  split; [exact defined |].
  assert (sign : 0 <= ((PI - 5 * PI / 12) * (cos (5 * PI / 12)) + (sin (5 * PI / 12)) - 1) / (PI - 1) - (411 /
      2000)) by enclosed (@nil R) 0%nat.
  settle sign.
Qed.
