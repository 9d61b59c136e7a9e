(* the stationary second moment *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R7_noise_floor :
  forall eta v : R,
  0 < eta ->
  eta <= 1 ->
  0 <= v ->
  (2 * PI <> 0 /\ (PI - 1) / (2 * PI) * (2 - eta * ((PI - 1) / (2 * PI))) <> 0 /\ (1 - eta * ((PI - 1) / (2 *
      PI))) ^ 2 * (eta * v / ((PI - 1) / (2 * PI) * (2 - eta * ((PI - 1) / (2 * PI))))) + eta ^ 2 * v = eta *
      v / ((PI - 1) / (2 * PI) * (2 - eta * ((PI - 1) / (2 * PI))))).
Proof.
  intros eta v eta_lo eta_hi v_lo.
  assert (defined : 2 * PI <> 0) by defined.
  assert (defined_1 : (PI - 1) / (2 * PI) * (2 - eta * ((PI - 1) / (2 * PI))) <> 0) by defined.
  split; [exact defined |].
  split; [exact defined_1 |].
  first [ first [ ring | field; defined ] | unify_all; first [ ring | field; defined ] | exact_values;
      unify_all; first [ ring | field; defined ] ].
Qed.
