(* a decimal above 2 pi *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem E2_two_pi :
  2 * PI <= (3927 / 625).
Proof.
  assert (sign : 0 <= (3927 / 625) - 2 * PI) by enclosed (@nil R) 0%nat.
  settle sign.
Qed.
