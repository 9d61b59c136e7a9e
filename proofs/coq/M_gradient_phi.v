(* the gradient in the angle *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem M_gradient_phi :
  forall s t N r n phi : R,
  (2 * PI <> 0 /\ 0 * ((s ^ 2 + (PI - 1) * N) / (2 * PI) + (t ^ 2 + (PI - 1) * n) / (2 * PI) - 2 * ((s * t +
      ((PI - phi) * (cos phi) + (sin phi) - 1) * r) / (2 * PI))) + (1 / 2) * (- (0 * ((s * t + ((PI - phi) *
      (cos phi) + (sin phi) - 1) * r) / (2 * PI)) + 2 * (((- (cos phi)) + (PI - phi) * (- (sin phi)) + (cos
      phi)) * r / (2 * PI)))) = r * (PI - phi) * (sin phi) / (2 * PI)).
Proof.
  intros s t N r n phi.
  assert (defined : 2 * PI <> 0) by defined.
  split; [exact defined |].
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
