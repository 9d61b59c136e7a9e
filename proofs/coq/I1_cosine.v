(* a shortcut weight of length at most 1 keeps the cosine at 1/2 or more *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem I1_cosine :
  forall w : R,
  0 <= w ->
  w <= 1 ->
  1 - w ^ 2 / 2 >= (1 / 2).
Proof.
  intros w w_lo w_hi.
  assert (sign : 0 <= 1 - w ^ 2 / 2 - (1 / 2)) by enclosed (w :: @nil R) 12%nat.
  settle sign.
Qed.
