(* the derivative of the kernel *)
Set Warnings "-ambiguous-paths".
From Lemmabox Require Import Lemmabox.
Local Open Scope R_scope.

Theorem R4_derivative :
  forall alpha phi : R,
  2 * PI * alpha * (- (sin phi)) + (1 - alpha) ^ 2 * ((- (cos phi)) + (PI - phi) * (- (sin phi)) + (cos phi))
      = (- (2 * PI * alpha + (1 - alpha) ^ 2 * (PI - phi))) * (sin phi).
Proof.
  intros alpha phi.
  pose proof (sine_squared (phi)) as circle.
  first [ first [ ring | field; defined | ring [circle] | field [circle]; defined ] | unify_all; first [ ring
      | field; defined | ring [circle] | field [circle]; defined ] | exact_values; unify_all; first [ ring |
      field; defined | ring [circle] | field [circle]; defined ] ].
Qed.
