(* up to a right angle the kernel is at least (1 - alpha)^2, so r stays growing as for the ReLU *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R4_acute :
  forall alpha cosine kernel : R,
  0 <= alpha ->
  alpha <= 1 ->
  0 <= cosine ->
  cosine <= 1 ->
  1 <= kernel ->
  kernel <= PI ->
  2 * PI * alpha * cosine + (1 - alpha) ^ 2 * (kernel - 1) >= 0.
Proof.
  intros alpha cosine kernel alpha_lo alpha_hi cosine_lo cosine_hi kernel_lo kernel_hi.
  assert (sign : 0 <= 2 * PI * alpha * cosine + (1 - alpha) ^ 2 * (kernel - 1)) by enclosed (alpha :: cosine
      :: kernel :: @nil R) 16%nat.
  settle sign.
Qed.
